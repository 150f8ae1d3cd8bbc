//! `try_join!` over spawned handles: returns at the first failure and leaves the others running.
//!
//! This is not a pattern but the mistake that most people make first, as in the documentation of
//! [`tokio::try_join!`]: spawn, then join the handles. At the first error, `try_join` drops the
//! other *handles*, and a dropped handle detaches its task.

use std::{sync::Arc, time::Duration};

use futures::future::try_join_all;

use super::call;
use crate::{Answer, Service, ServiceError, UserId};

/// Calls every service and returns at the first failure, or when all have answered.
///
/// - **Order**: sections by name; of several failures, the first that was observed.
/// - **A failure or a panic** ends the *wait*; the other calls keep running, and nothing shows it.
/// - **A service that hangs**: `fetch` never returns. It ignores `_deadline`.
/// - **Cancellation**: dropping the future cancels *nothing*; every call runs to its end.
#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
pub async fn fetch<S: Service>(services: &[Arc<S>], user: &UserId, _deadline: Duration) -> Answer {
    let sections = services.iter().map(|service| async {
        // The one-line repair: `let (service, outcome) = call(service, user).await;`.
        // Then `try_join_all` drops the call itself.
        let (service, outcome) = tokio::spawn(call(service, user))
            .await
            .expect("`call` never panics");
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
