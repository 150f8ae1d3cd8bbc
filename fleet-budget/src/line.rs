//! When the next question is worth asking: the callers of one process do not all ask at once.

use std::{
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

/// The moments at which a process asks, `step` apart as long as the answers are refusals.
///
/// Nothing is held while anybody waits, so a caller that is dropped, or that is not polled, holds up
/// no other.
#[derive(Debug)]
pub(crate) struct Line {
    /// Before it, the answer is known. `None`: unknown, so everybody may ask.
    next: Mutex<Option<Instant>>,
    /// Wakes those who wait for it.
    forgotten: Notify,
    step: Duration,
}

impl Line {
    pub(crate) fn new(step: Duration) -> Self {
        Self {
            next: Mutex::new(None),
            forgotten: Notify::new(),
            step,
        }
    }

    /// Waits until the next question is worth asking, and claims it.
    pub(crate) async fn turn(&self) {
        while let Err(due) = self.claim() {
            // Whichever comes first: then it looks again.
            let _ = timeout_at(due, self.forgotten.notified()).await;
        }
    }

    /// Claims the next question, or says when it is worth asking.
    pub(crate) fn claim(&self) -> Result<(), Instant> {
        let mut next = self.next();
        let Some(due) = *next else {
            return Ok(());
        };
        if Instant::now() < due {
            return Err(due);
        }
        // This caller asks for what is there now, the others come back one step later. After a rest
        // that is past, too: as many may ask at once as there were steps.
        *next = Some(due + self.step);
        Ok(())
    }

    /// The answer was: nothing before `wait` has passed.
    pub(crate) fn nothing_for(&self, wait: Duration) {
        *self.next() = Some(Instant::now() + wait);
    }

    /// Nothing is known any more, so those who wait may ask.
    pub(crate) fn forget(&self) {
        *self.next() = None;
        self.forgotten.notify_waiters();
    }

    fn next(&self) -> MutexGuard<'_, Option<Instant>> {
        self.next.lock().expect("nothing panics under the lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(100);

    #[tokio::test(start_paused = true)]
    async fn everybody_asks_until_a_refusal() {
        let line = Line::new(STEP);
        assert_eq!([line.claim(), line.claim()], [Ok(()); 2]);
        line.nothing_for(STEP);
        assert_eq!(line.claim(), Err(Instant::now() + STEP));
    }

    #[tokio::test(start_paused = true)]
    async fn one_caller_asks_at_each_step() {
        let line = Line::new(STEP);
        line.nothing_for(STEP);
        let start = Instant::now();
        let turn = async || {
            line.turn().await;
            start.elapsed()
        };
        let mut turns: [_; 3] = tokio::join!(turn(), turn(), turn()).into();
        turns.sort();
        assert_eq!(turns, [STEP, 2 * STEP, 3 * STEP]);
    }

    #[tokio::test(start_paused = true)]
    async fn as_many_ask_at_once_as_there_were_steps() {
        let line = Line::new(STEP);
        line.nothing_for(STEP);
        tokio::time::sleep(2 * STEP).await;
        let at_once = [line.claim(), line.claim()];
        assert_eq!(at_once, [Ok(()); 2]);
        assert_eq!(line.claim(), Err(Instant::now() + STEP));
    }

    #[tokio::test(start_paused = true)]
    async fn all_who_wait_may_ask_once_nothing_is_known() {
        let line = Line::new(STEP);
        line.nothing_for(STEP);
        let start = Instant::now();
        let forgets = async { line.forget() };
        tokio::join!(line.turn(), line.turn(), forgets);
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_is_not_polled_holds_up_no_other() {
        let line = Line::new(STEP);
        line.nothing_for(STEP);
        let mut forgotten = std::pin::pin!(line.turn());
        tokio::select! {
            biased;
            () = &mut forgotten => unreachable!("it waits"),
            () = std::future::ready(()) => {}
        }
        let start = Instant::now();
        line.turn().await;
        assert_eq!(start.elapsed(), STEP);
    }
}
