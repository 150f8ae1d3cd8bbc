#![doc = include_str!("../README.md")]

mod builder;
mod domain;
pub mod exercise;
mod http;
mod pace;
pub mod solution;

pub use builder::{Builder, Settings};
pub use domain::{ApiError, FetchError, UserId, WidgetApi};
pub use http::{ConfigError, HttpWidgetApi, HttpWidgetApiBuilder};
pub use pace::{Pace, TokioClock};
