//! The judge of the stretch: retries, the stream, a drop at every await, and whose log it is.

use super::{subject, support};

mod back_off;
mod dropped;
mod ends;
mod helpers;
mod logging;
mod pausing;
mod retries;
mod retry_after;
mod slow_reader;
mod stream;
mod stream_places;
