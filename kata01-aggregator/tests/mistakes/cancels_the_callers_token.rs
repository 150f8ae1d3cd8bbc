//! "A clone of the token is my own."
//! Hint: 4

use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        // A clone is the same token; `child_token` is one of your own.
        let stop = cancel.clone();
        let stop_at_the_end = stop.drop_guard_ref();
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        let both = it.or_stopped(&stop, calls).await;
        drop(stop_at_the_end);
        both.map(dashboard)
    })
    .await
}
