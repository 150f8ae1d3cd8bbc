//! "A panic is just another failure." It is a bug, and the caller whose answer it was will look for it
//! in the wrong place.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::panic::AssertUnwindSafe;

    use futures::FutureExt;
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{select, try_join};
    use tokio_util::sync::CancellationToken;

    use crate::shell::{closed, deadline, logged};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                let calls = AssertUnwindSafe(async {
                    try_join!(
                        logged(Service::Profile, self.profile.fetch_profile(user)),
                        logged(Service::Orders, self.orders.fetch_orders(user)),
                    )
                })
                .catch_unwind();
                let result = select! {
                    biased;
                    () = cancel.cancelled() => Err(AggregateError::Cancelled),
                    () = deadline(self.timeout) => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
                    both = calls => both.unwrap_or_else(|_| {
                        Err(AggregateError::Service { service: Service::Profile, source: "it broke".into() })
                    }),
                };
                closed(result)
            })
            .await
        }
    }
}
