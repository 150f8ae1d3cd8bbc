//! "Each call gets a second."
//! Hint: 3

use std::sync::Arc;

use kata01_aggregator::{AggregateError, OrderService, ProfileService, Service, UserId};
use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let (orders, mut tasks) = (Arc::clone(&it.orders), JoinSet::new());
        let calls = async {
            tasks.spawn(in_context(async move {
                logged(Service::Orders, orders.fetch_orders(user)).await
            }));
            let profile = timeout(it.timeout, it.profile(user)).await;
            let profile = profile.unwrap_or(Err(it.late()))?;
            // Another second, on top of the time that the profile took.
            let orders = timeout(it.timeout, tasks.join_next()).await;
            let orders = orders
                .map_err(|_| it.late())?
                .expect("one task was spawned");
            Ok((profile, orders.expect("it is not aborted")?))
        };
        let both = cancel.run_until_cancelled(calls).await;
        tasks.shutdown().await;
        both.unwrap_or(Err(AggregateError::Cancelled))
            .map(dashboard)
    })
    .await
}
