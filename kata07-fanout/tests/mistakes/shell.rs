//! What every client has in common, right or wrong: the builder, and one attempt with its log.
//!
//! Each file beside this one is then only the idea that it is about.

use std::panic::AssertUnwindSafe;

use bytes::Bytes;
use futures::FutureExt;
use kata07_fanout::{FetchError, UserId, WidgetApi};
use tokio::time::Instant;
use tracing::info;

#[path = "stretch_shell.rs"]
pub(crate) mod stretch;

/// The client's fields and builder, without `fetch_all`.
macro_rules! shell {
    () => {
        crate::shell::shell! {
            |settings| kata07_fanout::Pace::new(settings.requests_per_second, settings.burst)
        }
    };
    (|$settings:ident| $pace:expr) => {
        pub(crate) struct FanOutClient<A> {
            api: std::sync::Arc<A>,
            pace: std::sync::Arc<kata07_fanout::Pace>,
            in_flight: std::sync::Arc<tokio::sync::Semaphore>,
            settings: kata07_fanout::Settings,
        }

        impl<A> Clone for FanOutClient<A> {
            fn clone(&self) -> Self {
                Self {
                    api: std::sync::Arc::clone(&self.api),
                    pace: std::sync::Arc::clone(&self.pace),
                    in_flight: std::sync::Arc::clone(&self.in_flight),
                    settings: self.settings,
                }
            }
        }

        impl<A> FanOutClient<A> {
            fn new(api: A, $settings: kata07_fanout::Settings) -> Self {
                let pace = $pace;
                let settings = $settings;
                let permits = settings.max_in_flight.get();
                Self {
                    api: std::sync::Arc::new(api),
                    pace: std::sync::Arc::new(pace),
                    in_flight: std::sync::Arc::new(tokio::sync::Semaphore::new(permits)),
                    settings,
                }
            }
        }

        impl<A: kata07_fanout::WidgetApi> FanOutClient<A> {
            pub(crate) fn builder(api: A) -> kata07_fanout::Builder<A, Self> {
                kata07_fanout::Builder::new(api, Self::new)
            }
        }
    };
}
pub(crate) use shell;

/// One attempt: its log, and its panic as an error.
pub(crate) async fn attempt<A: WidgetApi>(
    api: &A,
    user: UserId,
    attempt: u32,
) -> Result<(UserId, Bytes), FetchError> {
    attempt_since(Instant::now(), api, user, attempt).await
}

/// One attempt, whose latency is counted from `start`.
pub(crate) async fn attempt_since<A: WidgetApi>(
    start: Instant,
    api: &A,
    user: UserId,
    attempt: u32,
) -> Result<(UserId, Bytes), FetchError> {
    let result = AssertUnwindSafe(api.fetch_widgets(user))
        .catch_unwind()
        .await;
    let outcome = if matches!(result, Ok(Ok(_))) {
        "ok"
    } else {
        "failed"
    };
    let latency_ms = u64::try_from(start.elapsed().as_millis()).expect("no test runs that long");
    info!(user_id = user.0, attempt, latency_ms, outcome);
    match result {
        Ok(Ok(widgets)) => Ok((user, widgets)),
        Ok(Err(source)) => Err(FetchError::Api {
            user,
            attempts: attempt,
            source,
        }),
        Err(_panic) => Err(FetchError::Panicked { user }),
    }
}
