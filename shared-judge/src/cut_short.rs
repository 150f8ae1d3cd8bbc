//! Dropping a future at each of its awaits, and counting the tasks that are left.

use std::{future::poll_fn, pin::pin, task::Poll};

use tokio::runtime::Handle;

/// Polls `future` at most `polls` times, then drops it. Returns the output if it was ready by then.
///
/// The runtime wakes the future as usual, so the n-th poll stops at its n-th await. Try every n until
/// there is an output: you have then dropped the future at every await.
///
/// # Cancel safety
/// Dropping this future drops `future`.
///
/// # Panics
/// If `future` does.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
/// use tokio::time::sleep;
///
/// let nap = || sleep(Duration::from_secs(1));
/// assert_eq!(shared_judge::cut_short(1, nap()).await, None);
/// assert_eq!(shared_judge::cut_short(2, nap()).await, Some(()));
/// # }
/// ```
pub async fn cut_short<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// How many tasks of this runtime are still alive. Exact on a current-thread runtime.
///
/// # Panics
/// Outside a tokio runtime.
#[must_use]
pub fn alive_tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}
