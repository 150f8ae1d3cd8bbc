//! "I return at the first failure, so I am done."
//! Hint: 2

use std::sync::Arc;

use kata01_aggregator::{AggregateError, OrderService, ProfileService, Service, UserId};
use tokio::{
    select,
    sync::oneshot::{self, error::RecvError},
};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

#[expect(clippy::disallowed_methods, reason = "the mistake itself")]
async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
        let (profile_tx, mut profile_rx) = oneshot::channel();
        let (orders_tx, mut orders_rx) = oneshot::channel();
        // Nothing stops these tasks when the function returns.
        tokio::spawn(in_context(async move {
            let _ = profile_tx.send(logged(Service::Profile, profile.fetch_profile(user)).await);
        }));
        tokio::spawn(in_context(async move {
            let _ = orders_tx.send(logged(Service::Orders, orders.fetch_orders(user)).await);
        }));
        let calls = async {
            select! {
                profile = &mut profile_rx => Ok((answer(profile)?, answer(orders_rx.await)?)),
                orders = &mut orders_rx => {
                    let orders = answer(orders)?;
                    Ok((answer(profile_rx.await)?, orders))
                }
            }
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}

fn answer<T>(received: Result<Result<T, AggregateError>, RecvError>) -> Result<T, AggregateError> {
    received.expect("the task sends its answer")
}
