//! "A timeout is a number of seconds."
//! Hint: 3

use std::time::Duration;

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
        let seconds = Duration::from_secs(it.timeout.as_secs());
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        select! {
            biased;
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            () = deadline(seconds) => Err(it.late()),
            both = calls => both.map(dashboard),
        }
    })
    .await
}
