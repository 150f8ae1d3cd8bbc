#![doc = include_str!("../README.md")]

mod line;
mod pace;
mod policy;
mod server;

pub use kata07_fanout::{Budget, BudgetError};
pub use pace::FleetPace;
pub use policy::WhenUnavailable;
