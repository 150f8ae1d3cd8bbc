//! The judge of what goes beyond: extremes, a period that changes, threads, and every await.

use super::{subject, support};

mod dropped;
mod extremes;
mod jitter;
mod panics;
mod period;
mod stopped;
mod threads;
