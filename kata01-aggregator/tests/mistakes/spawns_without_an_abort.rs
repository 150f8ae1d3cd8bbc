//! "I return as soon as something fails." You do; and the tasks that were spawned have not heard of it.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{select, sync::oneshot};
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
                    let (profile_tx, mut profile_rx) = oneshot::channel();
                    let (orders_tx, mut orders_rx) = oneshot::channel();
                    let ask_profile = async move {
                        let answer = logged(Service::Profile, profile.fetch_profile(user)).await;
                        let _ = profile_tx.send(answer);
                    };
                    let ask_orders = async move {
                        let answer = logged(Service::Orders, orders.fetch_orders(user)).await;
                        let _ = orders_tx.send(answer);
                    };
                    tokio::spawn(ask_profile.in_current_span().with_current_subscriber());
                    tokio::spawn(ask_orders.in_current_span().with_current_subscriber());
                    // Whoever is first; at its failure the function is left.
                    select! {
                        profile = &mut profile_rx => {
                            let profile = profile.expect("the task answers")?;
                            Ok((profile, orders_rx.await.expect("the task answers")?))
                        }
                        orders = &mut orders_rx => {
                            let orders = orders.expect("the task answers")?;
                            Ok((profile_rx.await.expect("the task answers")?, orders))
                        }
                    }
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
