//! "There is one subscriber, the global one."
//! Hint: 5

use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use crate::shell::{Answer, Parts, closed, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    // `it.subscriber` is never used.
    let call = async {
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        it.or_stopped(cancel, calls).await.map(dashboard)
    };
    let span = info_span!("aggregate", user_id = user.0);
    closed(call).instrument(span).await
}
