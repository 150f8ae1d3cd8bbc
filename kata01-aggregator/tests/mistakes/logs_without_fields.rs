//! "The message says it all."
//! Hint: 6

use kata01_aggregator::{AggregateError, OrderService, ProfileService, Service, UserId};
use tokio::try_join;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            let profile = async {
                let profile = it.profile.fetch_profile(user).await;
                profile.map_err(|source| AggregateError::Service {
                    service: Service::Profile,
                    source,
                })
            };
            let orders = async {
                let orders = it.orders.fetch_orders(user).await;
                orders.map_err(|source| AggregateError::Service {
                    service: Service::Orders,
                    source,
                })
            };
            let both = try_join!(profile, orders);
            // A person can read it. No query can find one service, or all that took over 500 ms.
            match &both {
                Ok(_) => info!("user {user}: profile and orders fetched"),
                Err(error) => warn!("user {user}: {error}"),
            }
            both
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}
