//! "Every step hears the token." Every step that does something. A pause is a step, too, and may be a
//! minute long.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata07_fanout::{UserId, WidgetApi};
    use tokio::time::sleep;
    use tokio_util::sync::CancellationToken;

    use crate::shell::{
        attempt,
        stretch::{Answer, ends_it_all, pause},
    };

    crate::shell::shell!();
    crate::shell::stretch::streams!(|client, user, stop| client.fetch(user, &stop).await);

    impl<A: WidgetApi> FanOutClient<A> {
        async fn fetch(&self, user: UserId, stop: &CancellationToken) -> Option<Answer> {
            let permit = stop.run_until_cancelled(self.in_flight.acquire()).await?;
            let _permit = permit.expect("nobody closes the semaphore");
            let mut attempts = 1;
            loop {
                let request = async {
                    self.pace.ready().await;
                    attempt(&*self.api, user, attempts).await
                };
                let error = match stop.run_until_cancelled(request).await? {
                    Err(error) if attempts < self.settings.max_attempts.get() => error,
                    answer => return ends_it_all(stop, async { answer }).await,
                };
                match pause(&error, attempts, self.settings.jitter_seed, user) {
                    Some(pause) => sleep(pause).await,
                    None => return ends_it_all(stop, async { Err(error) }).await,
                }
                attempts += 1;
            }
        }
    }
}
