//! "`timeout` cancels the task that is late."
//! Hint: 2

use std::sync::Arc;

use kata01_aggregator::{AggregateError, OrderService, ProfileService, Service, UserId};
use tokio::{time::timeout, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, flatten, in_context, logged};

crate::shell::judged!();

#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
        let profile = tokio::spawn(in_context(async move {
            logged(Service::Profile, profile.fetch_profile(user)).await
        }));
        let orders = tokio::spawn(in_context(async move {
            logged(Service::Orders, orders.fetch_orders(user)).await
        }));
        let both = async { try_join!(flatten(profile), flatten(orders)) };
        // It drops what it was given: two handles, not two tasks.
        let both = async { timeout(it.timeout, both).await.unwrap_or(Err(it.late())) };
        let both = cancel.run_until_cancelled(both).await;
        both.unwrap_or(Err(AggregateError::Cancelled))
            .map(dashboard)
    })
    .await
}
