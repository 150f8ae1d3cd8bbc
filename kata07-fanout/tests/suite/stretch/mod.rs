//! The judge of what goes beyond: retries, the stream, and every await.

use super::{subject, support};

mod dropped;
mod retries;
mod stream;
