//! The functions of `futures` instead of tokio's macros, and the deadline as an instant.

use futures::future::try_join;
use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            // `timeout_at` polls the calls before it looks at the clock.
            if it.timeout.is_zero() {
                return Err(it.late());
            }
            let calls = try_join(it.profile(user), it.orders(user));
            match Instant::now().checked_add(it.timeout) {
                Some(deadline) => timeout_at(deadline, calls).await.unwrap_or(Err(it.late())),
                None => calls.await,
            }
        };
        let both = cancel.run_until_cancelled(calls).await;
        both.unwrap_or(Err(AggregateError::Cancelled))
            .map(dashboard)
    })
    .await
}
