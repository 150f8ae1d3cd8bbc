//! A comparison for people to read.

mod table;
mod timeline;

pub use table::{Table, heading};
pub use timeline::timeline;
