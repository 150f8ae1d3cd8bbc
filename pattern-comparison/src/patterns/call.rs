//! The work of every task: one call. A panic becomes an error here, and only here.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use serde_json::Value;

use crate::{CallError, Service, UserId};

/// Calls `service` and returns its name with the outcome. Owns all it needs, so you can spawn it.
///
/// A [`JoinError`](tokio::task::JoinError) would not name the service that panicked.
pub(super) fn call<S: Service>(
    service: &Arc<S>,
    user: &UserId,
) -> impl Future<Output = (String, Result<Value, CallError>)> + Send + use<S> {
    let (service, user) = (Arc::clone(service), user.clone());
    let name = service.name().to_owned();
    async move {
        // Unwind safe: nothing reads what the panic may have left half done.
        let outcome = AssertUnwindSafe(async { service.call(&user).await })
            .catch_unwind()
            .await;
        let outcome = outcome.unwrap_or_else(|panic| {
            Err(CallError::Panicked {
                message: message_of(panic.as_ref()),
            })
        });
        (name, outcome)
    }
}

/// `panic!` carries a `&str` or a `String`; anything else comes from `panic_any`.
fn message_of(panic: &(dyn Any + Send)) -> String {
    if let Some(message) = panic.downcast_ref::<&str>() {
        (*message).to_owned()
    } else if let Some(message) = panic.downcast_ref::<String>() {
        message.clone()
    } else {
        "no message".to_owned()
    }
}
