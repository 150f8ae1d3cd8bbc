//! The server: its router in virtual time, and, over real sockets, what leaves, what stops, and the
//! command as a person meets it.

mod cli;
mod http;
mod readme;
mod sockets;
mod support;
