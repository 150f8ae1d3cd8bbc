//! "I enter the span, and leave it at the end."
//! Hint: 5

use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;
use tracing::{Dispatch, dispatcher, info_span, instrument::WithSubscriber};

use crate::shell::{Answer, Parts, closed, dashboard};

crate::shell::judged!(core only);

#[expect(clippy::await_holding_invalid_type, reason = "the mistake itself")]
async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    let current = || dispatcher::get_default(Dispatch::clone);
    let subscriber = it.subscriber.clone().unwrap_or_else(current);
    async {
        // While this future waits, the span stays entered on the thread, for every other call.
        let _span = info_span!("aggregate", user_id = user.0).entered();
        let calls = async { try_join!(it.profile(user), it.orders(user)) };
        closed(async { it.or_stopped(cancel, calls).await.map(dashboard) }).await
    }
    .with_subscriber(subscriber)
    .await
}
