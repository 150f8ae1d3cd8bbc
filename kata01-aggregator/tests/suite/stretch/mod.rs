//! The judge of the stretch: panics, extremes, subscribers and threads, many callers, every await.

use super::{subject, support};

mod crowd;
mod dropped;
mod extremes;
mod panics;
mod stopped;
mod subscribers;
