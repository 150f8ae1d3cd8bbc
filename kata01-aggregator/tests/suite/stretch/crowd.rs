//! Many callers share one aggregator.

use std::sync::Arc;

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, ServiceError, UserId,
};
use shared_judge::{alive_tasks, listen, watched};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{ms, own},
};

/// Each user has answers of their own; every third user has no orders.
struct Numbered;

impl ProfileService for Numbered {
    async fn fetch_profile(&self, user: UserId) -> Result<Profile, ServiceError> {
        sleep(ms(1 + user.0 % 50)).await;
        Ok(Profile {
            name: format!("user {user}"),
        })
    }
}

impl OrderService for Numbered {
    async fn fetch_orders(&self, user: UserId) -> Result<Orders, ServiceError> {
        sleep(ms(1 + user.0 % 70)).await;
        if user.0.is_multiple_of(3) {
            return Err(format!("no orders of {user}").into());
        }
        Ok(Orders {
            count: u32::try_from(user.0)?,
        })
    }
}

#[tokio::test(start_paused = true)]
async fn s7_serves_a_thousand_calls_at_once() {
    listen();
    let aggregator = Arc::new(UserAggregator::builder(Numbered, Numbered).build());
    let mut callers = JoinSet::new();
    for user in 0..1_000 {
        let aggregator = Arc::clone(&aggregator);
        let cancel = CancellationToken::new();
        // Every seventh caller has cancelled beforehand.
        if user % 7 == 0 {
            cancel.cancel();
        }
        callers.spawn(async move {
            let call = watched(aggregator.aggregate(&cancel, UserId(user)));
            (user, call.await)
        });
    }
    let all = watched(timeout(ms(600_000), async {
        while let Some(caller) = callers.join_next().await {
            let (user, result) = caller.expect("no caller panics");
            let kept = match &result {
                Err(AggregateError::Cancelled) => user % 7 == 0,
                Err(AggregateError::Service { source, .. }) => {
                    source.to_string() == format!("no orders of {user}")
                }
                Err(AggregateError::DeadlineExceeded { .. }) => false,
                Ok(dashboard) => {
                    user % 3 != 0 && user % 7 != 0 && dashboard.to_string() == own(user)
                }
            };
            assert!(
                kept,
                "promised: every 7th user is cancelled, every 3rd fails, each other one gets their \
                 own answer; got for user {user}: {result:?}"
            );
        }
    }));
    assert!(all.await.is_ok(), "promised: every call returns");
    let left = alive_tasks();
    assert!(left == 0, "promised: no task is left; found: {left}");
}
