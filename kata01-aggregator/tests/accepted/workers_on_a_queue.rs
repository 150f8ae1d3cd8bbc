//! Two workers take the calls from a queue, and answer on a channel each.
//!
//! The parent logs for each task: an aborted task is dropped outside your subscriber, and what it logs
//! then goes to another one.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use futures::{FutureExt, future::BoxFuture};
use kata01_aggregator::{OrderService, ProfileService, Service, UserId};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let mut workers = JoinSet::new();
        let both = async {
            let (jobs, queue) = mpsc::channel::<BoxFuture<'static, ()>>(2);
            let queue = Arc::new(Mutex::new(queue));
            for _ in 0..2 {
                let queue = Arc::clone(&queue);
                workers.spawn(in_context(async move {
                    // The lock is held while it waits for a job, not while it works.
                    while let Some(job) = async { queue.lock().await.recv().await }.await {
                        job.await;
                    }
                }));
            }
            let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
            let profile = send(&jobs, async move { profile.fetch_profile(user).await });
            let orders = send(&jobs, async move { orders.fetch_orders(user).await });
            tokio::try_join!(
                logged(Service::Profile, profile),
                logged(Service::Orders, orders),
            )
        };
        let both = AssertUnwindSafe(it.or_stopped(cancel, both))
            .catch_unwind()
            .await;
        // Before a panic is passed on, too: nothing may outlive this function.
        workers.shutdown().await;
        both.unwrap_or_else(|panic| resume_unwind(panic))
            .map(dashboard)
    })
    .await
}

/// Queues `job`, and waits for its answer or its panic.
async fn send<T: Send + 'static>(
    jobs: &mpsc::Sender<BoxFuture<'static, ()>>,
    job: impl Future<Output = T> + Send + 'static,
) -> T {
    let (reply, answer) = oneshot::channel();
    let job = AssertUnwindSafe(job).catch_unwind();
    let job = job.map(move |answer| {
        let _ = reply.send(answer);
    });
    let queued = jobs.send(job.boxed()).await;
    assert!(queued.is_ok(), "the workers wait for jobs");
    let answer = answer.await.expect("a worker answers each job");
    answer.unwrap_or_else(|panic| resume_unwind(panic))
}
