//! "Dropping the `JoinSet` aborts its tasks." It asks them to stop. When the function returns they have
//! not yet, and hold what they hold.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::panic::resume_unwind;

    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, Orders, Profile, ProfileService, Service, UserId,
    };
    use tokio::{select, task::JoinSet};
    use tokio_util::sync::CancellationToken;
    use tracing::{Instrument, instrument::WithSubscriber};

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
                    let mut tasks = JoinSet::new();
                    let (profile, orders) = (self.profile.clone(), self.orders.clone());
                    tasks.spawn(
                        async move {
                            let call = logged(Service::Profile, profile.fetch_profile(user));
                            call.await.map(Answer::Profile)
                        }
                        .in_current_span()
                        .with_current_subscriber(),
                    );
                    tasks.spawn(
                        async move {
                            let call = logged(Service::Orders, orders.fetch_orders(user));
                            call.await.map(Answer::Orders)
                        }
                        .in_current_span()
                        .with_current_subscriber(),
                    );
                    let (mut profile, mut orders) = (None, None);
                    while let Some(joined) = tasks.join_next().await {
                        match joined {
                            Ok(Ok(Answer::Profile(answer))) => profile = Some(answer),
                            Ok(Ok(Answer::Orders(answer))) => orders = Some(answer),
                            Ok(Err(error)) => return Err(error),
                            Err(panicked) => resume_unwind(panicked.into_panic()),
                        }
                    }
                    Ok((profile.expect("it was joined"), orders.expect("it was joined")))

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

    enum Answer {
        Profile(Profile),
        Orders(Orders),
    }
}
