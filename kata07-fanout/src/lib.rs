#![doc = include_str!("../README.md")]

mod budget;
mod builder;
mod domain;
pub mod exercise;
mod http;
mod pace;
pub mod solution;

pub use budget::{Budget, BudgetError};
pub use builder::{Builder, Settings};
pub use domain::{ApiError, FetchError, UserId, WidgetApi};
pub use http::{ConfigError, HttpWidgetApi, HttpWidgetApiBuilder};
pub use pace::{Pace, TokioClock};
