//! The core of the judge: pass these tests, and you have passed the kata.

use super::{subject, support};

mod again;
mod cancellation;
mod dropping;
mod failures;
mod in_flight;
mod logging;
mod panics;
mod rate;
mod rate_of_any_size;
mod results;
mod side_by_side;
mod work;
