//! Many callers share one aggregator.

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, ServiceError, UserId,
};
use shared_judge::listen;
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{alive_tasks, ms},
};
use std::sync::Arc;

/// Answers each user with what is the user's own; every third has no orders to be found.
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
async fn s7_serves_a_thousand_callers_who_do_not_disturb_each_other() {
    listen();
    let aggregator = Arc::new(UserAggregator::builder(Numbered, Numbered).build());
    let mut callers = JoinSet::new();
    for user in 0..1_000 {
        let aggregator = Arc::clone(&aggregator);
        let cancel = CancellationToken::new();
        // Every seventh has changed its mind.
        if user % 7 == 0 {
            cancel.cancel();
        }
        callers.spawn(async move { (user, aggregator.aggregate(&cancel, UserId(user)).await) });
    }
    let all = timeout(ms(3_600_000), async {
        while let Some(caller) = callers.join_next().await {
            let (user, result) = caller.expect("no caller panics");
            match result {
                Err(AggregateError::Cancelled) => assert_eq!(user % 7, 0),
                Err(AggregateError::Service { source, .. }) => {
                    assert_eq!(source.to_string(), format!("no orders of {user}"));
                }
                other => {
                    let dashboard = other.expect("no caller waits for a second");
                    assert_eq!(
                        dashboard.to_string(),
                        format!("User: user {user} | Orders: {user}")
                    );
                    assert!(user % 3 != 0 && user % 7 != 0);
                }
            }
        }
    });
    assert!(all.await.is_ok(), "promised: that every call returns");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}
