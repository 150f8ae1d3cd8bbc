//! The pipeline's promises, checked on the reference and on every mistake.
//!
//! Bound by `mod subject`: an `OrderPipeline`, the `courier` step and `order_from_json`.

use super::{subject, support};

mod couriers;
mod deadline;
mod failures;
mod requests;
mod results;
