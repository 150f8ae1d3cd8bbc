//! "`Retry-After` is what 429 says." 503 says it as well, and a server that is going down means it.

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
        let asked = match (error, may_pass(error)?) {
            (
                FetchError::Api {
                    source: ApiError::Status { status: 429, .. },
                    ..
                },
                asked,
            ) => asked,
            _ => None,
        };
        let pause = asked.unwrap_or_else(|| jittered(attempts, seed ^ user.0.rotate_left(32)));
        (pause <= LONGEST).then_some(pause)
    }
}
