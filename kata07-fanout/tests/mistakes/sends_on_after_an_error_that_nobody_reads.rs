//! "Whoever reads the error ends the call." Until then every other task goes on, and the reader may be
//! slow.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata07_fanout::{UserId, WidgetApi};

    use crate::shell::stretch::{Answer, attempts, pause};

    crate::shell::shell!();
    crate::shell::stretch::streams! {
        |client, user, stop| stop.run_until_cancelled(client.fetch(user)).await
    }

    impl<A: WidgetApi> FanOutClient<A> {
        async fn fetch(&self, user: UserId) -> Answer {
            let permit = self.in_flight.acquire().await;
            let _permit = permit.expect("nobody closes the semaphore");
            attempts((&*self.api, &*self.pace, self.settings), user, pause).await
        }
    }
}
