//! "The result is known, so I log it and then clean up."
//! Hint: 7

use std::pin::pin;

use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, closed, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span_unclosed(user, async {
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        let mut calls = pin!(Some(calls));
        let both = calls.as_mut().as_pin_mut().expect("not yet taken");
        let result = closed(async { it.or_stopped(cancel, both).await.map(dashboard) }).await;
        // Only now are the calls dropped, and log that they were stopped.
        calls.set(None);
        result
    })
    .await
}
