//! "A call logs when it is done."
//! Hint: 8

use kata01_aggregator::{
    AggregateError, OrderService, ProfileService, Service, ServiceError, UserId,
};
use tokio::{time::Instant, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard, log_end};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            try_join!(
                // A stopped call never reaches the line that logs.
                at_its_end(Service::Profile, it.profile.fetch_profile(user)),
                at_its_end(Service::Orders, it.orders.fetch_orders(user)),
            )
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}

async fn at_its_end<T>(
    service: Service,
    call: impl Future<Output = Result<T, ServiceError>>,
) -> Result<T, AggregateError> {
    let start = Instant::now();
    let result = call.await;
    log_end(service, start, &result);
    result.map_err(|source| AggregateError::Service { service, source })
}
