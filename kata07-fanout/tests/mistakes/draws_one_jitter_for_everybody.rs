//! "There is jitter." One for all: they still come back together, only nobody knows when.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::time::Duration;

    use kata07_fanout::{FetchError, UserId, WidgetApi};

    use crate::shell::stretch::{Answer, LONGEST, attempts, jittered, may_pass};

    crate::shell::shell!();
    crate::shell::stretch::streams!();

    impl<A: WidgetApi> FanOutClient<A> {
        async fn fetch(&self, user: UserId) -> Answer {
            let permit = self.in_flight.acquire().await;
            let _permit = permit.expect("nobody closes the semaphore");
            attempts((&*self.api, &*self.pace, self.settings), user, pause).await
        }
    }

    fn pause(error: &FetchError, attempts: u32, seed: u64, _: UserId) -> Option<Duration> {
        let pause = may_pass(error)?.unwrap_or_else(|| jittered(attempts, seed));
        (pause <= LONGEST).then_some(pause)
    }
}
