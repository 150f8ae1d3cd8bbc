//! The core of the judge: pass these tests, and you have passed the kata.

use super::{subject, support};

pub(crate) mod again;
pub(crate) mod cancellation;
pub(crate) mod dropping;
pub(crate) mod failures;
pub(crate) mod in_flight;
pub(crate) mod logging;
pub(crate) mod panics;
pub(crate) mod rate;
pub(crate) mod rate_of_any_size;
pub(crate) mod results;
pub(crate) mod side_by_side;
pub(crate) mod work;
