#![doc = include_str!("../README.md")]

mod domain;
pub mod exercise;
pub mod solution;

pub use domain::{
    AggregateError, Dashboard, OrderService, Orders, Profile, ProfileService, Service,
    ServiceError, UserId,
};
