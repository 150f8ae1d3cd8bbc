//! Both services are well.

use std::sync::Arc;

use kata01_aggregator::{OrderService, Orders, Profile, ProfileService, ServiceError, UserId};
use shared_judge::{Moment, listen};
use timeline::Ending;
use tokio::{sync::Barrier, task::yield_now, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, alive_tasks, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c01_combines_both_answers() {
    let (profile, orders, recorder) = services("40ms", "80ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
    assert_eq!(result.unwrap().to_string(), "User: Alice | Orders: 5");
    moment.promised_at(ms(80));
}

/// Each answers only once the other has been asked too.
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
async fn c02_asks_both_services_at_once() {
    listen();
    let meeting = Meeting(Arc::new(Barrier::new(2)));
    let aggregator = UserAggregator::builder(meeting.clone(), meeting).build();
    let cancel = CancellationToken::new();
    let result = timeout(ms(3_600_000), aggregator.aggregate(&cancel, USER)).await;
    let together = matches!(result, Ok(Ok(_)));
    assert!(
        together,
        "each service waited for the other to be asked, and it was not"
    );
}

#[tokio::test(start_paused = true)]
async fn c03_does_nothing_before_it_is_polled() {
    let (profile, orders, recorder) = services("40ms", "40ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    let mut call = tokio_test::task::spawn(aggregator.aggregate(&cancel, USER));
    yield_now().await;
    assert_eq!(
        (recorder.calls().len(), alive_tasks()),
        (0, 0),
        "a future is asked by polling it"
    );

    // One poll, and a turn of the runtime for whoever spawns, starts both.
    assert!(call.poll().is_pending());
    yield_now().await;
    let moment = Moment::of(&recorder, "aggregate had been polled once");
    moment.promises("profile", Ending::Running);
    moment.promises("orders", Ending::Running);
}

#[tokio::test(start_paused = true)]
async fn c04_answers_every_call_anew() {
    let (profile, orders, recorder) = services("40ms", "80ms");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let cancel = CancellationToken::new();
    for round in 1..=3 {
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        assert!(result.is_ok(), "{result:?}");
        moment.promised_at(ms(80 * round));
    }
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}
