//! The work of every task: one call. A panic becomes an error here, and only here.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use serde_json::Value;

use crate::{CallError, Service, UserId};

/// One call to each service, as `(index, outcome)`. Each owns all it needs, so you can spawn it.
///
/// A [`JoinError`](tokio::task::JoinError) would not say which service panicked.
pub fn calls<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
) -> impl Iterator<Item = impl Future<Output = (usize, Result<Value, CallError>)> + Send + use<S>> {
    let calls = services.iter().enumerate();
    calls.map(|(index, service)| call(index, Arc::clone(service), user.clone()))
}

async fn call<S: Service>(
    index: usize,
    service: Arc<S>,
    user: UserId,
) -> (usize, Result<Value, CallError>) {
    // Unwind safe: nothing reads what the panic may have left half done.
    let call = AssertUnwindSafe(async { service.call(&user).await });
    let outcome = call.catch_unwind().await.unwrap_or_else(|panic| {
        Err(CallError::Panicked {
            message: message_of(panic.as_ref()),
        })
    });
    (index, outcome)
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
