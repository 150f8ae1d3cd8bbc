//! A comparison for people to read.

mod panels;
mod table;
mod timeline;
mod why;

pub use panels::{Panel, panels, reach};
pub use table::{Table, heading};
pub use timeline::timeline;
pub use why::why;
