//! Both services answer.

use std::{pin::pin, sync::Arc};

use futures::poll;
use kata01_aggregator::{OrderService, Orders, Profile, ProfileService, ServiceError, UserId};
use shared_judge::{Moment, listen, watched};
use timeline::Ending;
use tokio::{
    sync::Barrier,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{PerUser, USER, answer, ms, own, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c01_combines_both_answers() {
    for (profile, orders) in [("37ms", "83ms"), ("83ms", "37ms")] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        assert_eq!(answer(result), "User: Alice | Orders: 5");
        moment.promised_at(ms(83));
        moment.promises_no_task();
    }
}

/// Each service answers only when the other one is asked too.
#[derive(Clone)]
struct Meeting(Arc<Barrier>);

impl ProfileService for Meeting {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        self.0.wait().await;
        Ok(Profile {
            name: "Alice".to_owned(),
        })
    }
}

impl OrderService for Meeting {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        self.0.wait().await;
        Ok(Orders { count: 5 })
    }
}

#[tokio::test(start_paused = true)]
async fn c02_asks_both_services_concurrently() {
    listen();
    let meeting = Meeting(Arc::new(Barrier::new(2)));
    let aggregator = UserAggregator::builder(meeting.clone(), meeting).build();
    let cancel = CancellationToken::new();
    let call = watched(timeout(ms(600_000), aggregator.aggregate(&cancel, USER)));
    let result = call.await;
    assert!(
        matches!(result, Ok(Ok(_))),
        "promised: both services are asked before either has answered; got: {result:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn c03_starts_nothing_before_the_first_poll() {
    let (profile, orders, recorder) = services("37ms", "37ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let mut call = pin!(watched(aggregator.aggregate(&cancel, USER)));
    yield_now().await;
    let moment = Moment::of(&recorder, "aggregate was called and not yet polled");
    moment.promised_that("no service is asked", recorder.calls().is_empty());
    moment.promises_no_task();

    // One poll starts both; a spawned task gets one turn of the runtime.
    assert!(
        poll!(call.as_mut()).is_pending(),
        "promised: it waits for the services"
    );
    yield_now().await;
    let moment = Moment::of(&recorder, "aggregate had been polled once");
    moment.promises("profile", Ending::Running);
    moment.promises("orders", Ending::Running);
}

#[tokio::test(start_paused = true)]
async fn c04_asks_for_the_user_it_is_given() {
    for user in [7, 0, 8, u64::from(u32::MAX)] {
        let services = PerUser::new(|_| ("37ms".to_owned(), "83ms".to_owned()));
        let aggregator = UserAggregator::builder(services.clone(), services.clone()).build();
        let cancel = CancellationToken::new();
        let call = aggregator.aggregate(&cancel, UserId(user));
        let (result, moment) = returned(&services.recorder, call).await;
        moment.promises(&format!("profile of {user}"), Ending::Returned);
        moment.promises(&format!("orders of {user}"), Ending::Returned);
        assert_eq!(answer(result), own(user));
    }
}

/// After a rest, immediately, and after another rest; each rest is longer than the timeout.
#[tokio::test(start_paused = true)]
async fn c05_answers_every_call_anew() {
    let (profile, orders, recorder) = services("37ms", "83ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    for (rest, at, promised) in [
        (1_500, 1_583, "User: Alice | Orders: 5"),
        (0, 1_666, "User: Alice 2 | Orders: 6"),
        (2_500, 4_249, "User: Alice 3 | Orders: 7"),
    ] {
        sleep(ms(rest)).await;
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        assert_eq!(answer(result), promised);
        moment.promised_at(ms(at));
        moment.promises_no_task();
    }
}
