//! The functions of `futures` instead of tokio's macros, and the deadline as an instant.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use futures::future::try_join;
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::time::{Instant, timeout_at};
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
                let late = || AggregateError::DeadlineExceeded {
                    after: self.timeout,
                };
                let calls = async {
                    // `timeout_at` polls the calls before it looks at the clock.
                    if self.timeout.is_zero() {
                        return Err(late());
                    }
                    let calls = try_join(
                        logged(Service::Profile, self.profile.fetch_profile(user)),
                        logged(Service::Orders, self.orders.fetch_orders(user)),
                    );
                    match Instant::now().checked_add(self.timeout) {
                        Some(deadline) => timeout_at(deadline, calls)
                            .await
                            .unwrap_or_else(|_| Err(late())),
                        None => calls.await,
                    }
                };
                let both = cancel.run_until_cancelled(calls).await;
                closed(both.unwrap_or(Err(AggregateError::Cancelled)))
            })
            .await
        }
    }
}
