//! "A panic is just another failure."
//! Hint: 8

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use kata01_aggregator::{AggregateError, OrderService, ProfileService, Service, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = AssertUnwindSafe(async { try_join!(it.profile(user), it.orders(user)) });
        let calls = async {
            // A bug becomes an everyday error, and the caller looks in the wrong place.
            calls.catch_unwind().await.unwrap_or_else(|_| {
                let (service, source) = (Service::Profile, "it broke".into());
                Err(AggregateError::Service { service, source })
            })
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}
