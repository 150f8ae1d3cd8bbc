#![doc = include_str!("../README.md")]

pub mod cli;
mod error;
pub mod http;
mod order;
mod pipeline;
mod pool;
mod report;
mod step;
pub mod steps;
mod tracker;

pub use error::{BoxError, ErrorKind, OrderError};
pub use order::{
    DelayError, DelayMs, Delays, Order, OrderId, OrderIdError, ParseOrderError, StepName,
    StepNameError,
};
pub use pipeline::{NoStepsError, OrderPipeline};
pub use pool::{CourierPermit, CourierPool};
pub use report::{Report, StepReport, StepStatus};
pub use step::Step;
pub use tracker::Tracker;
