//! The server: its router in virtual time, and, over real sockets, what leaves, what stops, and the
//! command as a person meets it.

mod body;
mod cli;
mod http;
mod in_process;
#[cfg(unix)]
mod on_unix;
mod readme;
mod sockets;
mod support;
mod told;
