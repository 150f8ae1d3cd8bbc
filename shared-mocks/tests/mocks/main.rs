//! Scripts, their words, their pictures, and the same scripts over sockets.

mod grammar;
mod http;
mod picture;
mod script;
