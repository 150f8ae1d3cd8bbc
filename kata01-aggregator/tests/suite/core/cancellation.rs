//! The caller changes its mind: it cancels its token, or drops the future.

use shared_judge::{Moment, watched};
use timeline::Ending;
use tokio::{
    join,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, ms, promises_cancelled, returned, services},
};

/// Many times, as `select!` polls its branches in random order unless it is `biased`; and with a
/// timeout of zero too, as the token wins.
#[tokio::test(start_paused = true)]
async fn c15_asks_nothing_when_cancelled_beforehand() {
    for timeout in [ms(1_000), ms(0)].repeat(32) {
        let (profile, orders, recorder) = services("0ms", "0ms");
        let aggregator = UserAggregator::builder(profile, orders)
            .timeout(timeout)
            .build();
        let cancel = CancellationToken::new();
        cancel.cancel();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(0));
        moment.promised_that("no service is asked", recorder.calls().is_empty());
        promises_cancelled(&result);
    }
}

#[tokio::test(start_paused = true)]
async fn c16_returns_as_soon_as_it_is_cancelled() {
    for (profile, orders, other) in [("37ms", "hang", "orders"), ("hang", "37ms", "profile")] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let cancels = async {
            sleep(ms(251)).await;
            cancel.cancel();
        };
        let call = returned(&recorder, aggregator.aggregate(&cancel, USER));
        let ((result, moment), ()) = join!(call, cancels);
        moment.promised_at(ms(251));
        moment.promises(other, Ending::Dropped);
        promises_cancelled(&result);
        moment.promises_no_task();
    }
}

#[tokio::test(start_paused = true)]
async fn c17_hears_the_parent_of_its_token() {
    let (profile, orders, recorder) = services("hang", "hang");
    let aggregator = UserAggregator::builder(profile, orders).build();
    let parent = CancellationToken::new();
    let cancel = parent.child_token();
    let cancels = async {
        sleep(ms(11)).await;
        parent.cancel();
    };
    let call = returned(&recorder, aggregator.aggregate(&cancel, USER));
    let ((result, moment), ()) = join!(call, cancels);
    moment.promised_at(ms(11));
    moment.promises("profile", Ending::Dropped);
    moment.promises("orders", Ending::Dropped);
    promises_cancelled(&result);
}

#[tokio::test(start_paused = true)]
async fn c18_cancels_both_calls_when_dropped() {
    let (profile, orders, recorder) = services("10s", "10s");
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(ms(60_000))
        .build();
    let cancel = CancellationToken::new();
    let left = timeout(ms(51), watched(aggregator.aggregate(&cancel, USER))).await;
    assert!(
        left.is_err(),
        "promised: it waits for both services; got: {left:?}"
    );
    // A spawned task gets one more turn of the runtime.
    yield_now().await;
    let moment = Moment::of(&recorder, "the caller had dropped aggregate");
    moment.promises("profile", Ending::Dropped);
    moment.promises("orders", Ending::Dropped);
    moment.promises_no_task();
}

/// Neither the token nor its parent, however the call ends.
#[tokio::test(start_paused = true)]
async fn c19_leaves_the_callers_token_alone() {
    for (profile, orders, dropped_after) in [
        ("37ms", "83ms", 2_000),
        ("37ms:fail", "10s", 2_000),
        ("10s", "37ms:fail", 2_000),
        ("37ms", "hang", 2_000),
        ("hang", "hang", 51),
    ] {
        let (services, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(services, orders).build();
        let parent = CancellationToken::new();
        let cancel = parent.child_token();
        let call = watched(aggregator.aggregate(&cancel, USER));
        let _ = timeout(ms(dropped_after), call).await;
        yield_now().await;
        Moment::of(&recorder, "aggregate had ended").promised_that(
            "the caller's token is not cancelled (it is theirs: stop your own calls with a child)",
            !cancel.is_cancelled() && !parent.is_cancelled(),
        );
    }
}
