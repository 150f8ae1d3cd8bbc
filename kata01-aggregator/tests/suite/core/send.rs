//! The future can be spawned.
#![allow(dead_code, reason = "an answer uses one of the two `is_send`")]

use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, answer, returned, services},
};

/// Answers without a compile error: if `T` is not `Send`, the method of the trait is the one left.
struct Probe<'a, T>(&'a T);

impl<T: Send> Probe<'_, T> {
    const fn is_send(&self) -> bool {
        let _ = self.0;
        true
    }
}

trait NotSend {
    fn is_send(&self) -> bool {
        false
    }
}

impl<T> NotSend for Probe<'_, T> {}

#[tokio::test(start_paused = true)]
async fn c23_returns_a_future_that_is_send() {
    let (profile, orders, recorder) = services("37ms", "83ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let call = aggregator.aggregate(&cancel, USER);
    assert!(
        Probe(&call).is_send(),
        "promised: the future is Send, so that it can be spawned; yours holds something over an \
         await that is not: an entered span, a lock guard, an Rc"
    );
    let (result, _) = returned(&recorder, call).await;
    assert_eq!(answer(result), "User: Alice | Orders: 5");
}
