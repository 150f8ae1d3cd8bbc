//! "Dropping the set aborts the tasks." It only asks: the tasks end after the function has returned.
//!
//! Right: `patterns::fail_fast`. Caught by `cancels_the_others_at_the_first_failure`.

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
    // One deadline for the whole loop. Elapsed or not, keep what has arrived.
    let _ = timeout(deadline, async {
        while let Some(joined) = tasks.join_next().await {
            let (index, outcome) = joined.expect("`calls` catches panics, and nothing aborts yet");
            let failed = outcome.is_err();
            outcomes.insert(index, outcome);
            if failed {
                break;
            }
        }
    })
    .await;
    // The first failure alone, or the timeouts. Sections that have arrived are thrown away.
    Answer::whole(services, outcomes)
}
