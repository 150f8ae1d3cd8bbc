//! Tasks in a `JoinSet` each, shut down and awaited before the function returns.
//!
//! The parent logs for each task: an aborted task is dropped outside your subscriber, and what it logs
//! then goes to another one.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use futures::FutureExt;
use kata01_aggregator::{OrderService, ProfileService, Service, UserId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let (mut profiles, mut all_orders) = (JoinSet::new(), JoinSet::new());
        let both = async {
            let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
            profiles.spawn(in_context(async move { profile.fetch_profile(user).await }));
            all_orders.spawn(in_context(async move { orders.fetch_orders(user).await }));
            tokio::try_join!(
                logged(Service::Profile, next(&mut profiles)),
                logged(Service::Orders, next(&mut all_orders)),
            )
        };
        let both = AssertUnwindSafe(it.or_stopped(cancel, both))
            .catch_unwind()
            .await;
        // Before a panic is passed on, too: nothing may outlive this function.
        profiles.shutdown().await;
        all_orders.shutdown().await;
        both.unwrap_or_else(|panic| resume_unwind(panic))
            .map(dashboard)
    })
    .await
}

async fn next<T: 'static>(tasks: &mut JoinSet<T>) -> T {
    let joined = tasks.join_next().await.expect("one task was spawned");
    joined.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic()))
}
