//! A `select!` loop by hand: the two calls and whoever may end them, each in a branch of its own.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, ProfileService, Service, UserId,
    };
    use tokio::{pin, select};
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
                let result = {
                    let profile = logged(Service::Profile, self.profile.fetch_profile(user));
                    let orders = logged(Service::Orders, self.orders.fetch_orders(user));
                    let deadline = deadline(self.timeout);
                    pin!(profile, orders, deadline);
                    let (mut has_profile, mut has_orders) = (None, None);
                    loop {
                        select! {
                            biased;
                            () = cancel.cancelled() => break Err(AggregateError::Cancelled),
                            () = &mut deadline => {
                                break Err(AggregateError::DeadlineExceeded { after: self.timeout });
                            }
                            answer = &mut profile, if has_profile.is_none() => match answer {
                                Ok(answer) => has_profile = Some(answer),
                                Err(error) => break Err(error),
                            },
                            answer = &mut orders, if has_orders.is_none() => match answer {
                                Ok(answer) => has_orders = Some(answer),
                                Err(error) => break Err(error),
                            },
                        }
                        if let (Some(_), Some(_)) = (&has_profile, &has_orders) {
                            break Ok(has_profile.zip(has_orders).expect("both are there"));
                        }
                    }
                };
                closed(result)
            })
            .await
        }
    }
}
