//! Both calls polled by hand in a `poll_fn`.

use std::{future::poll_fn, pin::pin, task::Poll};

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
            let (mut profile, mut orders) = (pin!(it.profile(user)), pin!(it.orders(user)));
            let (mut has_profile, mut has_orders) = (None, None);
            poll_fn(|context| {
                if has_profile.is_none()
                    && let Poll::Ready(answer) = profile.as_mut().poll(context)
                {
                    has_profile = Some(answer?);
                }
                if has_orders.is_none()
                    && let Poll::Ready(answer) = orders.as_mut().poll(context)
                {
                    has_orders = Some(answer?);
                }
                match (has_profile.take(), has_orders.take()) {
                    (Some(profile), Some(orders)) => Poll::Ready(Ok((profile, orders))),
                    (profile, orders) => {
                        (has_profile, has_orders) = (profile, orders);
                        Poll::Pending
                    }
                }
            })
            .await
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}
