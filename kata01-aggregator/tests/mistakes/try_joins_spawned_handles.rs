//! "`try_join!` cancels the other task."
//! Hint: 2

use std::sync::Arc;

use kata01_aggregator::{OrderService, ProfileService, Service, UserId};
use tokio::try_join;
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
        let calls = async {
            let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
            let profile = tokio::spawn(in_context(async move {
                logged(Service::Profile, profile.fetch_profile(user)).await
            }));
            let orders = tokio::spawn(in_context(async move {
                logged(Service::Orders, orders.fetch_orders(user)).await
            }));
            // It drops the other *handle*, and a task without a handle runs on.
            try_join!(flatten(profile), flatten(orders))
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}
