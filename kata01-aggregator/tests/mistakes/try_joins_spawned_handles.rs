//! "`try_join!` cancels the other one." It drops the other *handle*, and a dropped handle detaches its
//! task: the request runs on. This is the example in the macro's own documentation.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{select, task::JoinHandle, try_join};
    use tokio_util::sync::CancellationToken;
    use tracing::{Instrument, instrument::WithSubscriber};

    use crate::shell::{closed, deadline, logged};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        #[expect(clippy::disallowed_methods, reason = "the mistake itself")]
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                let calls = async {
                    let (profile, orders) = (self.profile.clone(), self.orders.clone());
                    let profile = tokio::spawn(
                        async move { logged(Service::Profile, profile.fetch_profile(user)).await }
                            .in_current_span()
                            .with_current_subscriber(),
                    );
                    let orders = tokio::spawn(
                        async move { logged(Service::Orders, orders.fetch_orders(user)).await }
                            .in_current_span()
                            .with_current_subscriber(),
                    );
                    try_join!(flatten(profile), flatten(orders))
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

    async fn flatten<T>(task: JoinHandle<Result<T, AggregateError>>) -> Result<T, AggregateError> {
        task.await
            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    }
}
