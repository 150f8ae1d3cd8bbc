//! No more work than there are places, and no more than there are users.

use std::{
    iter,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use cpu_time::ThreadTime;
use kata07_fanout::UserId;
use shared_judge::Moment;
use tokio::{select, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, cap, ended, endless, fetched, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c12_pulls_a_user_when_a_place_is_free() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let pulled = AtomicUsize::new(0);
    let endless = endless().inspect(|_| _ = pulled.fetch_add(1, Ordering::Relaxed));
    select! {
        (result, _) = ended(&seen, client.fetch_all(&cancel, endless)) => {
            panic!("promised: to wait for the answers; found: {result:?}")
        }
        () = sleep(ms(10_000)) => {}
    }
    seen.sent(8);
    let pulled = pulled.into_inner();
    Moment::of(&seen.recorder, "8 requests were in flight").promised_that(
        &format!("at most 16 users are pulled; found: {pulled}"),
        pulled <= 16,
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c13_has_no_more_tasks_than_places() {
    let (api, seen) = api("0ms");
    // In effect no rate limit.
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(u32::MAX))
        .burst(nonzero(u32::MAX))
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..2_000))).await;
    assert_eq!(fetched(result).len(), 2_000, "users in the map");
    let tasks = seen.most_tasks();
    assert!(
        tasks <= 8,
        "promised: at most 8 tasks alive; found: {tasks}"
    );
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c13_prepares_nothing_for_empty_places() {
    const PLACES: usize = 300_000;
    let (api, seen) = api("0ms");
    let client = FanOutClient::builder(api)
        .max_in_flight(cap(PLACES))
        .build();
    let cancel = CancellationToken::new();
    let (mut user, mut pulls) = (Some(UserId(0)), 0);
    let one_user = iter::from_fn(|| {
        pulls += 1;
        user.take()
    });
    let start = ThreadTime::now();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, one_user)).await;
    let took = start.elapsed();
    fetched(result);
    let tasks = seen.most_tasks();
    assert!(
        tasks <= 8,
        "promised: tasks for one user, not for {PLACES} places; found: {tasks} tasks"
    );
    assert!(
        pulls <= 16,
        "promised: the input's end is seen once; found: the input was asked {pulls} times, as by a \
         worker for each of {PLACES} places"
    );
    // The thread's own time: a busy machine does not lengthen it. A right answer takes 1 ms.
    assert!(
        took < Duration::from_millis(50),
        "promised: the work of one user; found: {took:?} of CPU time, as for each of {PLACES} places"
    );
}
