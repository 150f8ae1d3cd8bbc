#![doc = include_str!("../README.md")]

mod domain;
pub mod exercise;
pub mod solution;

pub use domain::{GetError, Key, LoadError, Loader, Settings};
