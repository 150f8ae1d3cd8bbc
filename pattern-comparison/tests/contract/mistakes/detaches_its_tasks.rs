//! "The deadline stops the work." It stops the *waiting*: the tasks were spawned without an owner.
//!
//! Right: `patterns::timeout_hybrid`. Caught by `stops_when_dropped`.

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
    // Room for every result: no task ever waits to send.
    let (tx, rx) = async_channel::bounded(services.len().max(1));
    for call in calls(services, user) {
        let tx = tx.clone();
        tokio::spawn(async move {
            // An error means that the caller has left: the result is not missed.
            let _ = tx.try_send(call.await);
        });
    }
    // The tasks hold the other senders; with this one alive the loop below would never end.
    drop(tx);
    let mut outcomes = Outcomes::none(services);
    // One deadline over the whole loop. Elapsed or not, the answer is what has come in.
    let _ = timeout(deadline, async {
        while let Ok((index, outcome)) = rx.recv().await {
            outcomes.insert(index, outcome);
        }
    })
    .await;
    // Whoever has no outcome is reported as timed out.
    Answer::partial(services, outcomes)
}
