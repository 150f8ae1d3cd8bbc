//! The reference as the client of the adapter: eight in flight, and a burst without a limit.

use std::num::NonZeroU32;

use kata07_fanout::{FetchError, UserId, WidgetApi, solution::FanOutClient};
use tokio_util::sync::CancellationToken;

/// Fetches the widgets and counts them.
pub(crate) async fn fetch_all<A: WidgetApi>(
    api: A,
    users: std::ops::Range<u64>,
) -> Result<usize, FetchError> {
    let client = FanOutClient::builder(api).burst(NonZeroU32::MAX).build();
    let fetched = client
        .fetch_all(&CancellationToken::new(), users.map(UserId))
        .await?;
    Ok(fetched.len())
}
