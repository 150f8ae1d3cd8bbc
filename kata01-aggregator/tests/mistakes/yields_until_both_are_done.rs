//! "I check again and again, and `yield_now` in between."
//! Hint: 2

use std::pin::pin;

use futures::FutureExt;
use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::task::yield_now;
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
            let (mut profile, mut orders) = (pin!(it.profile(user)), pin!(it.orders(user)));
            let (mut has_profile, mut has_orders) = (None, None);
            loop {
                if has_profile.is_none() {
                    has_profile = profile.as_mut().now_or_never().transpose()?;
                }
                if has_orders.is_none() {
                    has_orders = orders.as_mut().now_or_never().transpose()?;
                }
                if let (Some(_), Some(_)) = (&has_profile, &has_orders) {
                    return Ok(has_profile.zip(has_orders).expect("both are there"));
                }
                // The runtime is never idle: a full core in production, a clock that stands still here.
                yield_now().await;
            }
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}
