//! "A `sleep` of zero is ready at once."
//! Hint: 8

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::{select, time::sleep, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        select! {
            biased;
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            // On the real clock it is ready at the timer's next tick, after the services are asked.
            () = sleep(it.timeout) => Err(it.late()),
            both = calls => both.map(dashboard),
        }
    })
    .await
}
