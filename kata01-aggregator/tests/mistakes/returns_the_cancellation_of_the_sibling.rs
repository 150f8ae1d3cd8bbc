//! "The last error is the one to return."
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
        // The first failure cancels the other call by this token.
        let stop = &cancel.child_token();
        let profile = async {
            let profile = it.or_stopped(stop, it.profile(user)).await;
            profile.inspect_err(|_| stop.cancel())
        };
        let orders = async {
            let orders = it.or_stopped(stop, it.orders(user)).await;
            orders.inspect_err(|_| stop.cancel())
        };
        match join!(profile, orders) {
            (Ok(profile), Ok(orders)) => Ok(dashboard((profile, orders))),
            // If the profile failed, the orders say `Cancelled`.
            (_, Err(error)) | (Err(error), _) => Err(error),
        }
    })
    .await
}
