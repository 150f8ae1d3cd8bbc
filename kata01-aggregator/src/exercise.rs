//! Your turn: fill in [`UserAggregator::aggregate`].
//!
//! The builder is given. Change what you like in this file, private fields too (an `Arc<P>` if you
//! spawn). Keep the public names.
#![allow(
    clippy::todo,
    dead_code,
    unused_variables,
    reason = "nothing here uses the fields and the arguments until you do"
)]

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Dispatch;

use crate::{AggregateError, Dashboard, OrderService, ProfileService, UserId};

/// Combines a profile and an order service.
#[derive(Debug)]
pub struct UserAggregator<P, O> {
    profile: P,
    orders: O,
    timeout: Duration,
    subscriber: Option<Dispatch>,
}

/// Builds a [`UserAggregator`]; every option has a default.
#[derive(Debug)]
#[must_use]
pub struct UserAggregatorBuilder<P, O>(UserAggregator<P, O>);

impl<P: ProfileService, O: OrderService> UserAggregatorBuilder<P, O> {
    /// The deadline over a whole call: 1 s unless you set it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Where the logs go: to the subscriber that is current at the call, unless you set one.
    pub fn subscriber(mut self, subscriber: impl Into<Dispatch>) -> Self {
        self.0.subscriber = Some(subscriber.into());
        self
    }

    /// Returns the aggregator.
    pub fn build(self) -> UserAggregator<P, O> {
        self.0
    }
}

impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
    /// Takes the two services, and the default of each option.
    pub fn builder(profile: P, orders: O) -> UserAggregatorBuilder<P, O> {
        UserAggregatorBuilder(Self {
            profile,
            orders,
            timeout: Duration::from_secs(1),
            subscriber: None,
        })
    }

    /// Asks both services concurrently and combines their answers.
    ///
    /// # Errors
    /// [`AggregateError`], as soon as its cause happens.
    pub async fn aggregate(
        &self,
        cancel: &CancellationToken,
        user: UserId,
    ) -> Result<Dashboard, AggregateError> {
        todo!(
            "ask both services for this user concurrently; return at the first failure, at the \
             deadline, or when the token is cancelled, with nothing left running"
        )
    }
}
