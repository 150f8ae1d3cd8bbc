//! "A failure cancels the others, and I return what they say." The last to speak is the one that was
//! stopped, and what it says hides why.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{join, select};
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
                // The token that tells the sibling: cancelled by the first failure, or by the caller.
                let stop = cancel.child_token();
                let profile = async {
                    let profile = select! {
                        biased;
                        () = stop.cancelled() => Err(AggregateError::Cancelled),
                        profile = logged(Service::Profile, self.profile.fetch_profile(user)) => profile,
                    };
                    profile.inspect_err(|_| stop.cancel())
                };
                let orders = async {
                    let orders = select! {
                        biased;
                        () = stop.cancelled() => Err(AggregateError::Cancelled),
                        orders = logged(Service::Orders, self.orders.fetch_orders(user)) => orders,
                    };
                    orders.inspect_err(|_| stop.cancel())
                };
                let result = select! {
                    biased;
                    () = deadline(self.timeout) => Err(AggregateError::DeadlineExceeded { after: self.timeout }),
                    (profile, orders) = async { join!(profile, orders) } => match (profile, orders) {
                        (Ok(profile), Ok(orders)) => Ok((profile, orders)),
                        (_, Err(error)) | (Err(error), _) => Err(error),
                    },
                };
                closed(result)
            })
            .await
        }
    }
}
