//! The judge of what goes beyond: retries, the stream, every await, and whose log it is.

use super::{subject, support};

mod dropped;
mod logging;
mod retries;
mod stream;
