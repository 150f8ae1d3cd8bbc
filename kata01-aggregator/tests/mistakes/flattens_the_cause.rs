//! "An error is its text."
//! Hint: 2

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
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        let result = it.or_stopped(cancel, calls).await;
        result.map(dashboard).map_err(|error| match error {
            // The caller can no longer downcast it.
            AggregateError::Service { service, source } => AggregateError::Service {
                service,
                source: source.to_string().into(),
            },
            other => other,
        })
    })
    .await
}
