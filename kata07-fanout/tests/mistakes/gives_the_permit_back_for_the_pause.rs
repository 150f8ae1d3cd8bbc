//! "Who pauses needs no room." Somebody else takes it, and an API in trouble is asked by more and more.

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
            let mut attempts = 1;
            loop {
                let permit = self.in_flight.acquire().await;
                let permit = permit.expect("nobody closes the semaphore");
                self.pace.ready().await;
                let error = match attempt(&*self.api, user, attempts).await {
                    Err(error) if attempts < self.settings.max_attempts.get() => error,
                    answer => return answer,
                };
                drop(permit);
                match pause(&error, attempts, self.settings.jitter_seed, user) {
                    Some(pause) => sleep(pause).await,
                    None => return Err(error),
                }
                attempts += 1;
            }
        }
    }
}
