//! Tasks in a `JoinSet`, shut down and awaited before the function returns: for calls that need a
//! thread of their own, or whose number is not known.
//!
//! A task inherits neither span nor subscriber, and the
//! parent keeps the log of each call: an aborted task is dropped outside any subscriber, and what
//! it says then is lost.

use crate::support;

#[path = "../suite/core/mod.rs"]
mod core;
#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    use std::panic::resume_unwind;

    use kata01_aggregator::{
        AggregateError, Dashboard, OrderService, Orders, Profile, ProfileService, Service,
        ServiceError, UserId,
    };
    use tokio::{
        select,
        task::{JoinError, JoinSet},
    };
    use tokio_util::sync::CancellationToken;
    use tracing::{Instrument, instrument::WithSubscriber};

    use crate::shell::{CallLog, closed, deadline};

    crate::shell::shell!();

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        pub(crate) async fn aggregate(
            &self,
            cancel: &CancellationToken,
            user: UserId,
        ) -> Result<Dashboard, AggregateError> {
            self.in_span(user, async {
                let mut tasks = JoinSet::new();
                let result = select! {
                    biased;
                    () = cancel.cancelled() => Ok(Err(AggregateError::Cancelled)),
                    () = deadline(self.timeout) => {
                        Ok(Err(AggregateError::DeadlineExceeded { after: self.timeout }))
                    }
                    both = self.ask_both(user, &mut tasks) => both,
                };
                // Also before a panic goes on: nothing may outlive this function.
                tasks.shutdown().await;
                closed(result.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic())))
            })
            .await
        }
    }

    enum Answer {
        Profile(Result<Profile, ServiceError>),
        Orders(Result<Orders, ServiceError>),
    }

    impl<P: ProfileService, O: OrderService> UserAggregator<P, O> {
        async fn ask_both(
            &self,
            user: UserId,
            tasks: &mut JoinSet<Answer>,
        ) -> Result<Result<(Profile, Orders), AggregateError>, JoinError> {
            let (profile, orders) = (self.profile.clone(), self.orders.clone());
            let ask = async move { Answer::Profile(profile.fetch_profile(user).await) };
            tasks.spawn(ask.in_current_span().with_current_subscriber());
            let ask = async move { Answer::Orders(orders.fetch_orders(user).await) };
            tasks.spawn(ask.in_current_span().with_current_subscriber());
            let mut profile_log = Some(CallLog::start(Service::Profile));
            let mut orders_log = Some(CallLog::start(Service::Orders));
            let (mut profile, mut orders) = (None, None);
            while let Some(joined) = tasks.join_next().await {
                match joined? {
                    Answer::Profile(answer) => match ended(&mut profile_log, answer) {
                        Ok(answer) => profile = Some(answer),
                        Err(error) => return Ok(Err(error)),
                    },
                    Answer::Orders(answer) => match ended(&mut orders_log, answer) {
                        Ok(answer) => orders = Some(answer),
                        Err(error) => return Ok(Err(error)),
                    },
                }
            }
            Ok(Ok((
                profile.expect("it was joined"),
                orders.expect("it was joined"),
            )))
        }
    }

    fn ended<T>(
        log: &mut Option<CallLog>,
        answer: Result<T, ServiceError>,
    ) -> Result<T, AggregateError> {
        log.take().expect("each call ends once").end(answer)
    }
}
