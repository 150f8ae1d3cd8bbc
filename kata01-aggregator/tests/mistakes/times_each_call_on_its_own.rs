//! "Each call gets a second." Then the second one gets what the first has used up, once more.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{select, task::JoinSet, time::timeout};
    use tokio_util::sync::CancellationToken;
    use tracing::{Instrument, instrument::WithSubscriber};

    use crate::shell::{closed, logged};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                let late = |_| AggregateError::DeadlineExceeded {
                    after: self.timeout,
                };
                // Asked at once, and cancelled with its set; only the clock is wrong.
                let orders = self.orders.clone();
                let mut tasks = JoinSet::new();
                tasks.spawn(
                    async move { logged(Service::Orders, orders.fetch_orders(user)).await }
                        .in_current_span()
                        .with_current_subscriber(),
                );
                let calls = async {
                    let profile = logged(Service::Profile, self.profile.fetch_profile(user));
                    let profile = timeout(self.timeout, profile).await.map_err(late)??;
                    let orders = timeout(self.timeout, tasks.join_next())
                        .await
                        .map_err(late)?;
                    let orders = orders
                        .expect("it was spawned")
                        .expect("it is not aborted")?;
                    Ok((profile, orders))
                };
                let result = select! {
                    biased;
                    () = cancel.cancelled() => Err(AggregateError::Cancelled),
                    both = calls => both,
                };
                tasks.shutdown().await;
                closed(result)
            })
            .await
        }
    }
}
