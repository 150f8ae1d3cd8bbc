//! One aggregator serves many calls: one after the other, and many at once.

use futures::{StreamExt, stream::FuturesUnordered};
use kata01_aggregator::UserId;
use shared_judge::{Moment, watched};
use tokio::{
    join,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{
        PerUser, USER, answer, failure, ms, own, promises_cancelled, promises_deadline, returned,
        services_in_turn,
    },
};

/// A call that failed, timed out, was cancelled or dropped leaves the next one as the first.
#[tokio::test(start_paused = true)]
async fn c20_works_again_after_a_failure() {
    let (healthy, hangs) = (("37ms", "83ms"), ("hang", "hang"));
    let (profile, orders, recorder) = services_in_turn(&[
        ("41ms:fail", "10s"),
        healthy,
        ("10s", "41ms:fail"),
        healthy,
        hangs,
        healthy,
        hangs,
        healthy,
        hangs,
        healthy,
    ]);
    let aggregator = UserAggregator::builder(profile, orders)
        .timeout(ms(300))
        .build();
    let token = CancellationToken::new();
    for (calls, cause) in (1..).zip(["failed", "failed", "timed out", "cancelled", "dropped"]) {
        let cancel = token.child_token();
        let cancels_or_drops = async {
            sleep(ms(201)).await;
            if cause == "cancelled" {
                cancel.cancel();
                sleep(ms(201)).await;
            }
        };
        let call = watched(aggregator.aggregate(&cancel, USER));
        if cause == "dropped" {
            let _ = timeout(ms(201), call).await;
        } else {
            let (result, ()) = join!(call, cancels_or_drops);
            assert!(result.is_err(), "promised: it fails; got: {result:?}");
        }
        sleep(ms(if calls % 2 == 0 { 0 } else { 1_500 })).await;

        let begun = recorder.elapsed();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&token, USER)).await;
        let name = format!("User: Alice {} | Orders: {}", 2 * calls, 4 + 2 * calls);
        moment.promised_that(
            &format!("\"{name}\", after a call that {cause}"),
            matches!(&result, Ok(dashboard) if dashboard.to_string() == name),
        );
        moment.promised_at(begun + ms(83));
        moment.promises_no_task();
    }
}

/// 100 calls at once, two for each user; every call takes as long as it would alone.
#[tokio::test(start_paused = true)]
async fn c21_runs_many_calls_concurrently() {
    let services = PerUser::new(|user| (format!("{}ms", 37 + user), format!("{}ms", 137 - user)));
    let aggregator = UserAggregator::builder(services.clone(), services.clone()).build();
    let cancel = CancellationToken::new();
    let call = async |user| {
        let call = aggregator.aggregate(&cancel, UserId(user));
        (user, returned(&services.recorder, call).await)
    };
    let mut calls: FuturesUnordered<_> = (0..100).map(|index| call(index / 2)).collect();
    while let Some((user, (result, moment))) = calls.next().await {
        assert_eq!(answer(result), own(user));
        moment.promised_at(ms(137 - user));
    }
    let moment = Moment::of(&services.recorder, "100 calls had returned");
    moment.promised_that(
        "200 calls in flight at once",
        services.recorder.peak() == 200,
    );
    moment.promises_no_task();
}

/// Calls that end in every way, next to calls that go on.
#[tokio::test(start_paused = true)]
async fn c22_never_stops_the_call_of_another() {
    let services = PerUser::new(|user| {
        let (profile, orders) = match user {
            1 => ("11ms:fail", "10s"),
            2 => ("10s", "21ms:fail"),
            5 => ("83ms", "299ms"),
            6 => ("149ms", "83ms"),
            _ => ("hang", "hang"),
        };
        (profile.to_owned(), orders.to_owned())
    });
    let aggregator = UserAggregator::builder(services.clone(), services.clone())
        .timeout(ms(300))
        .build();
    let (token, cancelled) = (CancellationToken::new(), CancellationToken::new());
    let call = |user, cancel| {
        let call = aggregator.aggregate(cancel, UserId(user));
        Box::pin(returned(&services.recorder, call))
    };
    let leaves = async {
        let _ = timeout(ms(41), call(4, &token)).await;
        cancelled.cancel();
        // Past the deadline of the others, which is not the deadline of this one.
        sleep(ms(200)).await;
        call(6, &token).await
    };
    let all = async {
        join!(
            call(1, &token),
            call(2, &token),
            call(3, &cancelled),
            call(5, &token),
            call(7, &token),
            leaves
        )
    };
    let (one, two, three, five, seven, six) = all.await;
    for ((result, moment), at) in [(one, 11), (two, 21)] {
        failure(result);
        moment.promised_at(ms(at));
    }
    promises_cancelled(&three.0);
    three.1.promised_at(ms(41));
    for ((result, moment), user, at) in [(five, 5, 299), (six, 6, 390)] {
        moment.promised_at(ms(at));
        assert_eq!(answer(result), own(user));
    }
    promises_deadline(&seven.0, ms(300));
    seven.1.promised_at(ms(300));
    yield_now().await;
    Moment::of(&services.recorder, "every call had returned").promises_no_task();
}
