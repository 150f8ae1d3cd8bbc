//! What every test of the judge needs: a scripted API, a recorder, and promises about both.
#![allow(dead_code, unused_imports, reason = "each suite uses its own part")]

use std::{
    any::Any,
    error::Error,
    future::Future,
    num::{NonZeroU32, NonZeroUsize},
    panic::{AssertUnwindSafe, resume_unwind},
    time::Duration,
};

use futures::FutureExt;
use kata07_fanout::{FetchError, UserId};
use shared_judge::{Moment, watched};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

#[path = "scripted_api.rs"]
mod scripted_api;
#[path = "window.rs"]
mod window;

pub(crate) use scripted_api::{
    ScriptedApi, Seen, api, api_by_user, api_except, scripted, status, widgets,
};

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub(crate) fn nonzero(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("a test gives a number over 0")
}

pub(crate) fn cap(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("a test gives a number over 0")
}

pub(crate) fn users(numbers: std::ops::Range<u64>) -> impl Iterator<Item = UserId> + Send {
    numbers.map(UserId)
}

/// An input without an end. It panics when it is collected first.
pub(crate) fn endless() -> impl Iterator<Item = UserId> + Send {
    (0..).map(UserId).inspect(|user| {
        assert!(
            user.0 < 100_000,
            "promised: a user is pulled when there is a place; found: 100,000 are pulled first"
        );
    })
}

/// Awaits a call, and takes the record of that moment.
///
/// A call that takes an hour of virtual time never ends, and one that stops the clock fails by name.
pub(crate) async fn ended<F: Future>(seen: &Seen, call: F) -> (F::Output, Moment) {
    let moment = |event: &str| Moment::of(&seen.recorder, event);
    let call = watched(timeout(ms(3_600_000), call));
    match AssertUnwindSafe(call).catch_unwind().await {
        Ok(Ok(result)) => return (result, moment("the call returned")),
        Ok(Err(_)) => moment("an hour had passed").promised_that("it returns", false),
        Err(panic) => {
            let said = said(&*panic);
            // The judge's own words, the stub's, or the watchdog's.
            let known = ["promised", "not yet implemented", "time stands still"];
            if known.iter().any(|words| said.contains(words)) {
                resume_unwind(panic);
            }
            let promise = format!("it returns, whatever the API does; it said: {said}");
            moment("the call panicked").promised_that(&promise, false);
        }
    }
    unreachable!("a broken promise panics")
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without text".to_owned())
}

/// Cancels the token at this time, counted from now.
pub(crate) async fn cancel_at(cancel: &CancellationToken, at: u64) {
    sleep(ms(at)).await;
    cancel.cancel();
}

/// The answers of a call that should succeed.
#[track_caller]
pub(crate) fn fetched<T>(result: Result<T, FetchError>) -> T {
    result.unwrap_or_else(|error| {
        panic!(
            "promised: the widgets of every user; found the error: {}",
            chain(&error)
        )
    })
}

/// The error of a call that should fail.
#[track_caller]
pub(crate) fn failed<T>(result: Result<T, FetchError>) -> FetchError {
    match result {
        Err(error) => error,
        Ok(_) => panic!("promised: an error; found: the call succeeded"),
    }
}

#[track_caller]
pub(crate) fn assert_cancelled<T>(result: Result<T, FetchError>) {
    let error = failed(result);
    assert!(
        matches!(error, FetchError::Cancelled),
        "promised: `Cancelled`; found the error: {}",
        chain(&error)
    );
}

/// The failure of this user, after so many attempts, with a status.
#[track_caller]
pub(crate) fn assert_failed<T>(result: Result<T, FetchError>, whose: u64, after: u32) {
    let error = failed(result);
    let right = matches!(
        error,
        FetchError::Api { user: UserId(user), attempts, .. } if (user, attempts) == (whose, after)
    );
    assert!(
        right,
        "promised: `Api` of user {whose} after {after} attempt(s); found the error: {}",
        chain(&error)
    );
}

#[track_caller]
pub(crate) fn assert_panicked<T>(result: Result<T, FetchError>, whose: u64) {
    let error = failed(result);
    assert!(
        matches!(error, FetchError::Panicked { user: UserId(user) } if user == whose),
        "promised: `Panicked` with user {whose}; found the error: {}",
        chain(&error)
    );
}

/// An error with its sources, for a message.
pub(crate) fn chain(error: &FetchError) -> String {
    let mut text = format!("{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}
