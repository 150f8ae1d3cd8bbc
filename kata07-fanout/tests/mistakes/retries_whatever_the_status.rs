//! "An error is an error: once more." A 404 stays one, a 500 may have done its work already, and every
//! attempt is paid out of everybody's budget.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::time::Duration;

    use kata07_fanout::{ApiError, FetchError, UserId, WidgetApi};

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

    fn pause(error: &FetchError, attempts: u32, seed: u64, user: UserId) -> Option<Duration> {
        let asked = match error {
            FetchError::Api {
                source: ApiError::Status { retry_after, .. },
                ..
            } => *retry_after,
            error => may_pass(error)?,
        };
        let pause = asked.unwrap_or_else(|| jittered(attempts, seed ^ user.0.rotate_left(32)));
        (pause <= LONGEST).then_some(pause)
    }
}
