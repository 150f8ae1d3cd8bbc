//! A task for each call, behind an `AbortOnDropHandle`; aborted and awaited before the function returns.
//!
//! The parent logs for each task: an aborted task is dropped outside your subscriber, and what it logs
//! then goes to another one.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use futures::FutureExt;
use kata01_aggregator::{OrderService, ProfileService, Service, UserId};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

#[expect(
    clippy::disallowed_methods,
    reason = "the handle owns the task and aborts it"
)]
async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        // Held out here, so that they can still be awaited when a call has failed.
        let (mut profile_task, mut orders_task) = (None, None);
        let both = async {
            let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
            let ask = in_context(async move { profile.fetch_profile(user).await });
            let profile = profile_task.insert(AbortOnDropHandle::new(tokio::spawn(ask)));
            let ask = in_context(async move { orders.fetch_orders(user).await });
            let orders = orders_task.insert(AbortOnDropHandle::new(tokio::spawn(ask)));
            tokio::try_join!(
                logged(Service::Profile, joined(profile)),
                logged(Service::Orders, joined(orders)),
            )
        };
        let both = AssertUnwindSafe(it.or_stopped(cancel, both))
            .catch_unwind()
            .await;
        // Before a panic is passed on, too: nothing may outlive this function.
        stopped(profile_task).await;
        stopped(orders_task).await;
        both.unwrap_or_else(|panic| resume_unwind(panic))
            .map(dashboard)
    })
    .await
}

async fn joined<T>(task: &mut AbortOnDropHandle<T>) -> T {
    let joined = task.await;
    joined.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic()))
}

async fn stopped<T>(task: Option<AbortOnDropHandle<T>>) {
    let Some(task) = task else { return };
    task.abort();
    if !task.is_finished() {
        // What it returns is known to be a cancellation.
        let _ = task.await;
    }
}
