//! Half a step of the ladder: `channels` with an owner for its tasks, and no deadline yet.
//!
//! The book shows it between `channels` and `timeout_hybrid`, so that each diff has one idea.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};
use timeline::Ending;
use tokio::task::JoinSet;

use crate::{
    lab::{Lab, SECOND},
    properties,
};

async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    // Room for every result, so no task waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    let mut tasks = JoinSet::new();
    for call in calls(services, user) {
        let tx = tx.clone();
        tasks.spawn(async move {
            // An error means that the caller has left and needs no result.
            let _ = tx.try_send(call.await);
        });
    }
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    while let Ok((index, outcome)) = rx.recv().await {
        outcomes.insert(index, outcome);
    }
    // `abort` only asks. `shutdown` also waits, so nothing is running on return.
    tasks.shutdown().await;
    Answer::partial(services, outcomes)
}

#[tokio::test(start_paused = true)]
async fn an_owner_cancels_when_the_caller_leaves() {
    properties::cancels_its_calls_when_dropped(fetch).await;
}

#[tokio::test(start_paused = true)]
async fn an_owner_alone_has_no_deadline() {
    let lab = Lab::new("user=40ms,orders=80ms,notifications=hang");
    lab.fetch_and_leave(fetch, SECOND * 3_600).await; // fails if it answers within the hour
    let [returned, cancelled] = [Ending::Returned, Ending::Dropped];
    assert_eq!(lab.endings(), [returned, returned, cancelled]);
}
