//! A comparison for people to read.

mod table;

pub use table::Table;
