//! "`select!` hears the token." Without `biased` it polls its branches in any order: a service may be
//! asked for a caller who had cancelled before.

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

    use crate::shell::{closed, deadline, logged};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                let calls = async {
                    try_join!(
                        logged(Service::Profile, self.profile.fetch_profile(user)),
                        logged(Service::Orders, self.orders.fetch_orders(user)),
                    )
                };
                let result = select! {
                    both = calls => both,
                    () = cancel.cancelled() => Err(AggregateError::Cancelled),
                    () = deadline(self.timeout) => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
                };
                closed(result)
            })
            .await
        }
    }
}
