//! The judge of the kata's core. Concurrency first (c01 to c23), logging after (c24 to c28).

use super::{subject, support};

mod callers;
mod cancellation;
mod domino;
mod happy;
mod logging;
mod send;
mod slow_poke;
