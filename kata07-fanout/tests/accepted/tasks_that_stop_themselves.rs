//! Beyond the core: nobody is aborted. Each request hears the token by itself, and whoever fails cancels
//! it; the call waits until all have stopped.

use crate::support;

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata07_fanout::{UserId, WidgetApi};

    use crate::shell::stretch::{Answer, attempts, pause};

    crate::shell::shell!();
    crate::shell::stretch::streams!();

    impl<A: WidgetApi> FanOutClient<A> {
        async fn fetch(&self, user: UserId) -> Answer {
            let permit = self.in_flight.acquire().await;
            let _permit = permit.expect("nobody closes the semaphore");
            attempts((&*self.api, &*self.pace, self.settings), user, pause).await
        }
    }
}
