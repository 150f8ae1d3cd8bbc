//! "Once broken, always broken."
//! Hint: 2

use std::sync::atomic::{AtomicBool, Ordering};

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!(AtomicBool);

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O, AtomicBool>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        // Nothing ever resets it.
        if it.state.load(Ordering::Relaxed) {
            return Err(AggregateError::Cancelled);
        }
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        let both = it.or_stopped(cancel, calls).await;
        both.map(dashboard)
            .inspect_err(|_| it.state.store(true, Ordering::Relaxed))
    })
    .await
}
