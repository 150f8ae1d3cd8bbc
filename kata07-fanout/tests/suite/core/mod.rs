//! The judge of what the kata demands: passing these is passing the kata.

use super::{subject, support};

mod cancellation;
mod failures;
mod in_flight;
mod logging;
mod rate;
mod results;
