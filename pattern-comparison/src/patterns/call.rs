//! What every spawned task does: one call, its panic turned into an error, in one place.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use serde_json::Value;

use crate::{CallError, Service, UserId};

/// Calls `service` and says who answered what; owns all it needs, so that it can be spawned.
///
/// A panic that stayed a [`JoinError`](tokio::task::JoinError) would have lost the name.
pub(super) fn call<S: Service>(
    service: &Arc<S>,
    user: &UserId,
) -> impl Future<Output = (String, Result<Value, CallError>)> + Send + use<S> {
    let (service, user) = (Arc::clone(service), user.clone());
    let name = service.name().to_owned();
    async move {
        // Unwind safe: nothing that the panic may have left half done is looked at again.
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

/// `panic!` carries a `&str` or a `String`; anything else came through `panic_any`.
fn message_of(panic: &(dyn Any + Send)) -> String {
    if let Some(message) = panic.downcast_ref::<&str>() {
        (*message).to_owned()
    } else if let Some(message) = panic.downcast_ref::<String>() {
        message.clone()
    } else {
        "no message".to_owned()
    }
}
