//! The judge of the stretch: retries, the stream, a drop at every await, and whose log it is.

use super::{subject, support};

pub(crate) mod back_off;
pub(crate) mod dropped;
pub(crate) mod ends;
mod helpers;
pub(crate) mod logging;
pub(crate) mod pausing;
pub(crate) mod retries;
pub(crate) mod retry_after;
pub(crate) mod slow_reader;
pub(crate) mod stream;
pub(crate) mod stream_places;
