//! "The log says what happened." To a person who reads every line; nobody can ask it for one user, one
//! service, or all that took over 500 ms.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{select, try_join};
    use tokio_util::sync::CancellationToken;
    use tracing::{info, warn};

    use crate::shell::deadline;

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                let profile = async {
                    let profile = self.profile.fetch_profile(user).await;
                    profile.map_err(|source| AggregateError::Service { service: Service::Profile, source })
                };
                let orders = async {
                    let orders = self.orders.fetch_orders(user).await;
                    orders.map_err(|source| AggregateError::Service { service: Service::Orders, source })
                };
                let result = select! {
                    biased;
                    () = cancel.cancelled() => Err(AggregateError::Cancelled),
                    () = deadline(self.timeout) => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
                    both = async { try_join!(profile, orders) } => both,
                };
                match &result {
                    Ok(_) => info!("user {user}: profile and orders fetched"),
                    Err(error) => warn!("user {user}: {error}"),
                }
                result.map(|(profile, orders)| Dashboard { user: profile.name, orders: orders.count })
            })
            .await
        }
    }
}
