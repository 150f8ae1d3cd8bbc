//! "100, 200, 400 ms." Those who failed together come back together, and fail together.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::time::Duration;

    use kata07_fanout::{FetchError, UserId, WidgetApi};

    use crate::shell::stretch::{Answer, LONGEST, attempts, may_pass, most};

    crate::shell::shell!();
    crate::shell::stretch::streams!();

    impl<A: WidgetApi> FanOutClient<A> {
        async fn fetch(&self, user: UserId) -> Answer {
            let permit = self.in_flight.acquire().await;
            let _permit = permit.expect("nobody closes the semaphore");
            attempts((&*self.api, &*self.pace, self.settings), user, pause).await
        }
    }

    fn pause(error: &FetchError, attempts: u32, _: u64, _: UserId) -> Option<Duration> {
        let pause = may_pass(error)?.unwrap_or_else(|| most(attempts));
        (pause <= LONGEST).then_some(pause)
    }
}
