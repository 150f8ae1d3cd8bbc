//! The judge, core and stretch, on the reference.

use kata07_fanout::solution as subject;

#[path = "suite/core/mod.rs"]
mod core;
#[path = "suite/stretch/mod.rs"]
mod stretch;
#[path = "suite/support.rs"]
mod support;

use std::num::NonZeroUsize;

use kata07_fanout::UserId;
use tokio_util::sync::CancellationToken;

/// Compiles only for what may move to another thread.
fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test(start_paused = true)]
async fn accepts_the_largest_cap_and_can_be_spawned() {
    let (api, _) = support::api("40ms");
    let builder = subject::FanOutClient::builder(api).max_in_flight(NonZeroUsize::MAX);
    let client = is_send(builder).build();
    let (cancel, users) = (CancellationToken::new(), (0..3).map(UserId));
    let fetched = is_send(client.fetch_all(&cancel, users.clone())).await;
    assert_eq!(fetched.expect("no request fails").len(), 3);
    drop(is_send(client.fetch_stream(&cancel, users)));
}
