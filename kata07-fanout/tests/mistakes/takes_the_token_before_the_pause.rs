//! "A token for the next attempt, and then the pause." Tokens pile up outside the limiter while all
//! pause, and when they come back the bucket is full, too.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata07_fanout::{UserId, WidgetApi};
    use tokio::time::sleep;

    use crate::shell::{
        attempt,
        stretch::{Answer, pause},
    };

    crate::shell::shell!();
    crate::shell::stretch::streams!();

    impl<A: WidgetApi> FanOutClient<A> {
        async fn fetch(&self, user: UserId) -> Answer {
            let permit = self.in_flight.acquire().await;
            let _permit = permit.expect("nobody closes the semaphore");
            self.pace.ready().await;
            let mut attempts = 1;
            loop {
                let error = match attempt(&*self.api, user, attempts).await {
                    Err(error) if attempts < self.settings.max_attempts.get() => error,
                    answer => return answer,
                };
                match pause(&error, attempts, self.settings.jitter_seed, user) {
                    Some(pause) => {
                        self.pace.ready().await;
                        sleep(pause).await;
                    }
                    None => return Err(error),
                }
                attempts += 1;
            }
        }
    }
}
