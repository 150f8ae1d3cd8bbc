//! "`async` makes it concurrent." It makes it *possible*: an await waits, and the second call has not
//! begun.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::select;
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
                    let profile = logged(Service::Profile, self.profile.fetch_profile(user)).await?;
                    let orders = logged(Service::Orders, self.orders.fetch_orders(user)).await?;
                    Ok((profile, orders))
                };
                let result = select! {
                    biased;
                    () = cancel.cancelled() => Err(AggregateError::Cancelled),
                    () = deadline(self.timeout) => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
                    both = calls => both,
                };
                closed(result)
            })
            .await
        }
    }
}
