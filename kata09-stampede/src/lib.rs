#![doc = include_str!("../README.md")]

mod builder;
mod domain;
pub mod exercise;
mod load_log;
pub mod solution;
mod values;

pub use builder::Builder;
pub use domain::{GetError, Key, LoadError, Loader, Settings};
pub use load_log::log_load;
pub use values::{Held, Values};
