//! What one budget for many processes promises. Every replica here has a connection of its own.
//!
//! Bound to the reference, and to each mistake. Real time: a replica asks a real server.

mod budget;
mod server;

use super::{subject, support};
