//! "`async` makes my calls concurrent."
//! Hint: 1

use kata01_aggregator::{OrderService, ProfileService, UserId};

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
            let profile = it.profile(user).await?;
            // Only now does the second call start.
            let orders = it.orders(user).await?;
            Ok(dashboard((profile, orders)))
        };
        it.or_stopped(cancel, calls).await
    })
    .await
}
