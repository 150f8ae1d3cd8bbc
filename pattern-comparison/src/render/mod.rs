//! A comparison for people to read: a table and a timeline.

mod cells;
mod table;
mod timeline;

pub use table::{Table, heading};
pub use timeline::{DEADLINE, timeline, timeline_of};
