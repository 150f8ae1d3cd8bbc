//! "Dropping the `JoinSet` stops its tasks."
//! Hint: 2

use std::{panic::resume_unwind, sync::Arc};

use kata01_aggregator::{OrderService, Orders, Profile, ProfileService, Service, UserId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, in_context, logged};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            let mut tasks = JoinSet::new();
            let (profile, orders) = (Arc::clone(&it.profile), Arc::clone(&it.orders));
            tasks.spawn(in_context(async move {
                let call = logged(Service::Profile, profile.fetch_profile(user));
                call.await.map(One::Profile)
            }));
            tasks.spawn(in_context(async move {
                let call = logged(Service::Orders, orders.fetch_orders(user));
                call.await.map(One::Orders)
            }));
            let (mut profile, mut orders) = (None, None);
            while let Some(joined) = tasks.join_next().await {
                // At an error, the set is dropped here: its tasks are aborted, but still alive.
                match joined.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic()))? {
                    One::Profile(answer) => profile = Some(answer),
                    One::Orders(answer) => orders = Some(answer),
                }
            }
            Ok(profile.zip(orders).expect("both have answered"))
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}

enum One {
    Profile(Profile),
    Orders(Orders),
}
