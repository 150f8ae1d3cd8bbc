//! `try_join!` over spawned handles: answers at the first failure, and leaves the others running.
//!
//! Not a pattern but the mistake that is made first, as the documentation of [`tokio::try_join!`]
//! shows it: spawn, then join the handles. `try_join` drops the other *handles* at the first
//! error, and a dropped handle detaches its task.

use std::{sync::Arc, time::Duration};

use futures::future::try_join_all;

use super::calls;
use crate::{Answer, Service, ServiceError, UserId};

/// Asks every service at once and returns at the first failure, or when all have answered.
///
/// - **Order**: sections by name; of several failures, the first that was observed.
/// - **A failure or a panic** ends the *wait* at once; the other calls run on, and nobody knows.
/// - **A service that hangs**: never returns. `_deadline` is ignored, as in the example it follows.
/// - **Cancellation**: dropping the future stops *nothing*; every call runs to its own end.
#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    let sections = calls(services, user).map(|call| async {
        // The one-line repair: `let (index, outcome) = call.await;`. Then what `try_join_all` drops
        // is the call itself.
        let (index, outcome) = tokio::spawn(call).await.expect("a call catches panics");
        let service = services[index].name().to_owned();
        match outcome {
            Ok(section) => Ok((service, section)),
            Err(error) => Err(ServiceError { service, error }),
        }
    });
    match try_join_all(sections).await {
        Ok(sections) => Answer {
            data: sections.into_iter().collect(),
            errors: Vec::new(),
        },
        Err(first) => Answer {
            errors: vec![first],
            ..Answer::default()
        },
    }
}
