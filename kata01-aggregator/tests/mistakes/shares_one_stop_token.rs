//! "One token stops all the work of the aggregator."
//! Hint: 4

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::{select, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!(CancellationToken);

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O, CancellationToken>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            select! {
                biased;
                () = it.state.cancelled() => Err(AggregateError::Cancelled),
                both = async { try_join!(it.profile(user), it.orders(user)) } => both,
            }
        };
        let both = it.or_stopped(cancel, calls).await;
        // It also stops the calls of all other callers, and every later one.
        both.map(dashboard).inspect_err(|_| it.state.cancel())
    })
    .await
}
