//! The server: its router in virtual time; over real sockets, clients that leave, stops, and the
//! command line.

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
