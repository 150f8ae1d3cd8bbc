//! "I compute the deadline once, when I build."
//! Hint: 3

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::{select, time::Instant, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, deadline};

crate::shell::judged!(BuiltAt);

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O, BuiltAt>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        // The calls after that share one deadline, until none has any time left.
        let left = it.timeout.saturating_sub(it.state.0.elapsed());
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        select! {
            biased;
            () = cancel.cancelled() => Err(AggregateError::Cancelled),
            () = deadline(left) => Err(it.late()),
            both = calls => both.map(dashboard),
        }
    })
    .await
}

/// When the aggregator was built.
struct BuiltAt(Instant);

impl Default for BuiltAt {
    fn default() -> Self {
        Self(Instant::now())
    }
}
