//! Let the owner of the tasks hand out their results, and stop the others at the first failure.
//!
//! In Go: `errgroup.WithContext`, except that `Wait` still waits for goroutines that do not listen to
//! the context; here the others end at their next `.await`. For an answer that must be whole: once
//! one section is missing, waiting for the rest only costs time and work.
//!
//! A task stops at an `.await`. A call that blocks its thread is stopped by nothing, and the fetch
//! returns when that call does, deadline or not.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::{Outcomes, calls};
use crate::{Answer, Service, UserId};

/// Asks every service at once and returns at the first failure, or at the deadline, or else when
/// all have answered.
///
/// - **Order**: sections by name; of several failures, the first that was observed.
/// - **A failure or a panic** ends the fetch at once; the answer holds that error and nothing else.
/// - **A service that hangs** fails the fetch at the deadline: every unanswered one is named.
/// - **Cancellation**: dropping the future stops every call at the runtime's next turn.
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, deadline: Duration) -> Answer {
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
    // `abort` only asks; to return with nothing running, wait until it has happened.
    tasks.shutdown().await;
    // The first failure alone, or the timeouts: sections that came in are thrown away.
    Answer::whole(services, outcomes)
}
