//! "I join both calls and then return the error, if there is one."
//! Hint: 2

use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::join;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            // `join!` waits for both, whatever they return.
            let (profile, orders) = join!(it.profile(user), it.orders(user));
            Ok(dashboard((profile?, orders?)))
        };
        it.or_stopped(cancel, calls).await
    })
    .await
}
