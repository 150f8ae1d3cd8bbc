//! "Dropping the set aborts the tasks." It asks them to stop; when the function returns they have
//! not yet.
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
            let failed = outcome.is_err();
            outcomes.insert(index, outcome);
            if failed {
                break;
            }
        }
    })
    .await;
    // The first failure alone, or the timeouts: sections that came in are thrown away.
    Answer::whole(services, outcomes)
}
