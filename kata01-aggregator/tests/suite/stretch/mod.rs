//! The judge of what goes beyond: panics, extremes, threads, crowds, and every await.

use super::{subject, support};

mod crowd;
mod dropped;
mod extremes;
mod panics;
mod subscribers;
