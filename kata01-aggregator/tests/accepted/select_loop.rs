//! A `select!` loop, with a branch for each call, the token and the deadline.

use std::pin::pin;

use kata01_aggregator::{AggregateError, OrderService, ProfileService, UserId};
use tokio::select;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, deadline};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let (mut profile, mut orders) = (pin!(it.profile(user)), pin!(it.orders(user)));
        let mut deadline = pin!(deadline(it.timeout));
        let (mut has_profile, mut has_orders) = (None, None);
        while has_profile.is_none() || has_orders.is_none() {
            select! {
                biased;
                () = cancel.cancelled() => return Err(AggregateError::Cancelled),
                () = &mut deadline => return Err(it.late()),
                answer = &mut profile, if has_profile.is_none() => has_profile = Some(answer?),
                answer = &mut orders, if has_orders.is_none() => has_orders = Some(answer?),
            }
        }
        Ok(dashboard(
            has_profile.zip(has_orders).expect("both are there"),
        ))
    })
    .await
}
