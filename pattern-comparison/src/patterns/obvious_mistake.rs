//! `try_join!` over spawned handles: returns at the first failure and leaves the others running.
//!
//! This is not a pattern but the mistake that most people make first, as in the documentation of
//! [`tokio::try_join!`]: spawn, then join the handles. At the first error, `try_join` drops the
//! other *handles*, and a dropped handle detaches its task.

use std::{sync::Arc, time::Duration};

use futures::future::try_join_all;

use super::calls;
use crate::{Answer, Service, ServiceError, UserId};

/// Calls every service and returns at the first failure, or when all have answered.
///
/// - **Order**: sections by name; of several failures, the first that was observed.
/// - **A failure or a panic** ends the *wait*; the other calls keep running, and nothing shows it.
/// - **A service that hangs**: `fetch` never returns. It ignores `_deadline`.
/// - **Cancellation**: dropping the future cancels *nothing*; every call runs to its end.
#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    let sections = calls(services, user).map(|call| async {
        // The one-line repair: `let (index, outcome) = call.await;`.
        // Then `try_join_all` drops the call itself.
        let (index, outcome) = tokio::spawn(call).await.expect("`calls` catches panics");
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
