//! "I check the token at every step." There is no step while both are under way, and that is all the
//! time there is.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{time::timeout, try_join};
    use tokio_util::sync::CancellationToken;

    use crate::shell::{closed, logged};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                if cancel.is_cancelled() {
                    return closed(Err(AggregateError::Cancelled));
                }
                let calls = async {
                    try_join!(
                        logged(Service::Profile, self.profile.fetch_profile(user)),
                        logged(Service::Orders, self.orders.fetch_orders(user)),
                    )
                };
                let late = AggregateError::DeadlineExceeded {
                    after: self.timeout,
                };
                let result = timeout(self.timeout, calls).await.unwrap_or(Err(late));
                if cancel.is_cancelled() {
                    return closed(Err(AggregateError::Cancelled));
                }
                closed(result)
            })
            .await
        }
    }
}
