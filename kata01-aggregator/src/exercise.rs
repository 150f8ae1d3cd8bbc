//! Your turn: fill in [`UserAggregator::aggregate`].
//!
//! The builder is given. Change what you like in this file, private fields too (an `Arc<P>` if you
//! spawn), as long as its public names stay.
#![allow(
    clippy::todo,
    reason = "this is the exercise: what is to be done is yours"
)]

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Dispatch;

use crate::{AggregateError, Dashboard, OrderService, ProfileService, UserId};

/// Puts a dashboard together from a profile and an order service.
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
    /// The deadline over a whole call, 1 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Where the logs go, to whatever is current at the call unless set.
    pub fn subscriber(mut self, subscriber: impl Into<Dispatch>) -> Self {
        self.0.subscriber = Some(subscriber.into());
        self
    }

    /// The aggregator.
    pub fn build(self) -> UserAggregator<P, O> {
        self.0
    }
}

impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
    /// Starts from the two services and the defaults.
    pub fn builder(profile: P, orders: O) -> UserAggregatorBuilder<P, O> {
        let timeout = Duration::from_secs(1);
        UserAggregatorBuilder(Self {
            profile,
            orders,
            timeout,
            subscriber: None,
        })
    }

    /// Asks both services at once and combines their answers.
    ///
    /// # Errors
    /// [`AggregateError`], at the very moment of its cause.
    pub async fn aggregate(
        &self,
        cancel: &CancellationToken,
        user: UserId,
    ) -> Result<Dashboard, AggregateError> {
        let Self {
            profile: _profile,
            orders: _orders,
            timeout,
            subscriber: _subscriber,
        } = self;
        let _cancel = cancel;
        todo!(
            "ask both services for user {user} at once; \
             give up at the first failure, after {timeout:?}, or when `cancel` says so"
        )
    }
}
