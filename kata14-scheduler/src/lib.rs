#![doc = include_str!("../README.md")]

mod builder;
mod domain;
pub mod exercise;
pub mod solution;
mod summary;

pub use builder::{SchedulerBuilder, Settings};
pub use domain::{ConfigError, First, Jitter, Job, JobError, Tick};
pub use summary::{Ended, Summary};
