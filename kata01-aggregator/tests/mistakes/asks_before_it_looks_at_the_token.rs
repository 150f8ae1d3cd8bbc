//! "`select!` notices that the token is cancelled."
//! Hint: 4

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::{select, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, deadline};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        select! {
            // Without `biased`, it polls the branches in random order: sometimes the calls first.
            both = calls => both.map(dashboard),
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            () = deadline(it.timeout) => Err(it.late()),
        }
    })
    .await
}
