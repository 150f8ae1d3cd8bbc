//! The judge of what the kata demands: passing these is passing the kata.

use super::{subject, support};

mod cancellation;
mod failures;
mod grid;
mod jitter;
mod logging;
mod missed;
mod settings;
