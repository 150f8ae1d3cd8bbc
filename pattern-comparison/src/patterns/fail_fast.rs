//! Take each result from the owner of the tasks. At the first failure, cancel the other calls.
//!
//! In Go: `errgroup.WithContext`, but its `Wait` also waits for goroutines that ignore the context;
//! here the others end at their next `.await`. Use it for an answer that must be whole: when one
//! section is missing, waiting for the others only costs time and work.
//!
//! A task ends at an `.await`. Nothing can cancel a call that blocks its thread: `fetch` returns
//! when that call does, deadline or not.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Calls every service and returns at the first failure, at the deadline, or when all answered.
///
/// - **Order**: sections by name; of several failures, the first that was observed.
/// - **A failure or a panic** ends the fetch; the answer holds that error and nothing else.
/// - **A service that hangs** fails the fetch at the deadline; every late service is named.
/// - **Cancellation**: dropping the future cancels every call at the runtime's next turn.
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, deadline: Duration) -> Answer {
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
    // `abort` only asks. `shutdown` also waits, so nothing is running on return.
    tasks.shutdown().await;
    // The first failure alone, or the timeouts. Sections that have arrived are thrown away.
    Answer::whole(services, outcomes)
}
