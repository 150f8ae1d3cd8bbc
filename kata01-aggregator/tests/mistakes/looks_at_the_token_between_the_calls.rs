//! "I check the token at every step."
//! Hint: 4

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
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
        if cancel.is_cancelled() {
            return Err(AggregateError::Cancelled);
        }
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        // While both calls run there is no step, and that is all the time there is.
        let both = it.or_stopped(&CancellationToken::new(), calls).await;
        if cancel.is_cancelled() {
            return Err(AggregateError::Cancelled);
        }
        both.map(dashboard)
    })
    .await
}
