//! Scripts, their words, their pictures and logs, and the same scripts over sockets.

mod grammar;
mod http;
mod log;
mod picture;
mod script;
