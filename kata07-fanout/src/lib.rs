#![doc = include_str!("../README.md")]

mod builder;
mod domain;
pub mod exercise;
mod pace;
pub mod solution;

pub use builder::{Builder, Settings};
pub use domain::{ApiError, FetchError, UserId, WidgetApi};
pub use pace::{Pace, TokioClock};
