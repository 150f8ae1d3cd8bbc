//! "I return the error if there is one." After everybody has answered: it is join-all under the name
//! of fail-fast.
//!
//! Right: `patterns::fail_fast`. Caught by `stops_siblings_at_the_first_failure`.

use std::{sync::Arc, time::Duration};

use pattern_comparison::{
    Answer, Service, UserId,
    patterns::{Outcomes, calls},
};
use tokio::{task::JoinSet, time::timeout};

pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    deadline: Duration,
) -> Answer {
    let mut tasks = JoinSet::new();
    for call in calls(services, user) {
        tasks.spawn(call);
    }
    let mut outcomes = Outcomes::none(services);
    // One deadline over the whole loop. Elapsed or not, the answer is what has come in.
    let _ = timeout(deadline, async {
        while let Some(joined) = tasks.join_next().await {
            let (index, outcome) =
                joined.expect("a call catches panics, and nothing aborts it yet");
            outcomes.insert(index, outcome);
        }
    })
    .await;
    // `abort` only asks; to return with nothing running, wait until it has happened.
    tasks.shutdown().await;
    // The first failure alone, or the timeouts: sections that came in are thrown away.
    Answer::whole(services, outcomes)
}
