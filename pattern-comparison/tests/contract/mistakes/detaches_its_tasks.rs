//! "The deadline stops the work." It stops the *waiting*: the tasks were spawned without an owner.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `cancels_its_calls_when_dropped`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};
use tokio::time::timeout;

#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    // Room for every result, so no task waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    for call in calls(services, user) {
        let tx = tx.clone();
        tokio::spawn(async move {
            // An error means that the caller has left and needs no result.
            let _ = tx.try_send(call.await);
        });
    }
    // The tasks have their own senders. If this one stayed, the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    // One deadline for the whole loop. Elapsed or not, keep what has arrived.
    let _ = timeout(deadline, async {
        while let Ok((index, outcome)) = rx.recv().await {
            outcomes.insert(index, outcome);
        }
    })
    .await;
    // A service without an outcome is reported as timed out.
    Answer::partial(services, outcomes)
}
