//! Tasks that watch a token and stop themselves; the function cancels it and waits for them.
//!
//! The parent logs for each task: an aborted task is dropped outside your subscriber, and what it logs
//! then goes to another one.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use futures::FutureExt;
use kata01_aggregator::{OrderService, ProfileService, Service, UserId};
use tokio::sync::oneshot::{self, Receiver};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let (stop, tasks) = (cancel.child_token(), TaskTracker::new());
        // If the caller drops this future, the tasks stop too.
        let stop_when_dropped = stop.clone().drop_guard();
        let both = async {
            let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
            let profile = until(
                &stop,
                &tasks,
                async move { profile.fetch_profile(user).await },
            );
            let orders = until(
                &stop,
                &tasks,
                async move { orders.fetch_orders(user).await },
            );
            tokio::try_join!(
                logged(Service::Profile, answer(profile)),
                logged(Service::Orders, answer(orders)),
            )
        };
        let both = AssertUnwindSafe(it.or_stopped(cancel, both))
            .catch_unwind()
            .await;
        // Before a panic is passed on, too: nothing may outlive this function.
        drop(stop_when_dropped);
        tasks.close();
        tasks.wait().await;
        both.unwrap_or_else(|panic| resume_unwind(panic))
            .map(dashboard)
    })
    .await
}

/// Runs `call` in a task until it ends or `stop` is cancelled, and sends its answer or its panic.
fn until<T: Send + 'static>(
    stop: &CancellationToken,
    tasks: &TaskTracker,
    call: impl Future<Output = T> + Send + 'static,
) -> Receiver<std::thread::Result<T>> {
    let (reply, receiver) = oneshot::channel();
    let stop = stop.clone();
    tasks.spawn(in_context(async move {
        let call = AssertUnwindSafe(call).catch_unwind();
        if let Some(answer) = stop.run_until_cancelled_owned(call).await {
            let _ = reply.send(answer);
        }
    }));
    receiver
}

async fn answer<T>(reply: Receiver<std::thread::Result<T>>) -> T {
    match reply.await {
        Ok(answer) => answer.unwrap_or_else(|panic| resume_unwind(panic)),
        // The task stopped itself: the token or the deadline ends this call now.
        Err(_) => std::future::pending().await,
    }
}
