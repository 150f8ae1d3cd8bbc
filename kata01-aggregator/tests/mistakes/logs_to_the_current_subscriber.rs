//! "There is one subscriber, the global one." Until a test, a tenant or a plugin has its own, and asks
//! where its log has gone.

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
    use tracing::{Instrument, info_span};

    use crate::shell::{closed, deadline, logged};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            let _configured = &self.subscriber;
            async {
                let calls = async {
                    try_join!(
                        logged(Service::Profile, self.profile.fetch_profile(user)),
                        logged(Service::Orders, self.orders.fetch_orders(user)),
                    )
                };
                let result = select! {
                    biased;
                    () = cancel.cancelled() => Err(AggregateError::Cancelled),
                    () = deadline(self.timeout) => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
                    both = calls => both,
                };
                closed(result)
            }
            .instrument(info_span!("aggregate", user_id = user.0))
            .await
        }
    }
}
