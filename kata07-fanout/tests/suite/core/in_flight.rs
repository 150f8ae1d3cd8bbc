//! So many under way at a time, and no more work begun than there is room for.

use std::sync::atomic::{AtomicUsize, Ordering};

use kata07_fanout::UserId;
use tokio::{join, select, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{alive_tasks, api, api_except, cap, ended, ms, nonzero, users},
};

#[tokio::test(start_paused = true)]
async fn c09_has_as_many_in_flight_as_it_may_and_no_more() {
    for max_in_flight in [1, 3, 8, 30] {
        let (api, seen) = api("500ms");
        let client = FanOutClient::builder(api)
            .burst(nonzero(100))
            .max_in_flight(cap(max_in_flight))
            .build();
        let cancel = CancellationToken::new();
        let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..40))).await;
        assert_eq!(result.unwrap().len(), 40);
        assert_eq!(
            seen.recorder.peak(),
            max_in_flight,
            "calls under way, to their end"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn c10_has_eight_in_flight_unless_told_otherwise() {
    let (api, seen) = api("500ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let _ = ended(&seen, client.fetch_all(&cancel, users(0..20))).await;
    assert_eq!(seen.recorder.peak(), 8);
}

#[tokio::test(start_paused = true)]
async fn c11_shares_one_cap_among_clones_and_calls() {
    let (api, seen) = api("500ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        let (one, two, three) = join!(
            client.fetch_all(&cancel, users(0..10)),
            client.fetch_all(&cancel, users(10..20)),
            clone.fetch_all(&cancel, users(20..30)),
        );
        (one.unwrap(), two.unwrap(), three.unwrap())
    };
    let _ = ended(&seen, calls).await;
    assert_eq!(seen.starts().len(), 30);
    assert_eq!(
        seen.recorder.peak(),
        8,
        "calls under way, over all clones and calls"
    );
}

#[tokio::test(start_paused = true)]
async fn c11_ends_with_its_last_answer_and_waits_for_nobody_s_permit() {
    let (api, seen) = api_except("50ms", &[(1, "hang")]);
    let client = FanOutClient::builder(api).max_in_flight(cap(1)).build();
    let cancel = CancellationToken::new();
    // The other call has the only permit next, and keeps it.
    let other = async {
        sleep(ms(10)).await;
        client.fetch_all(&cancel, users(1..2)).await
    };
    tokio::select! {
        result = other => panic!("nobody answers: {result:?}"),
        (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..1))) => {
            assert_eq!(result.unwrap().len(), 1);
            moment.promised_at(ms(50));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c12_pulls_the_users_as_there_is_room() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let pulled = AtomicUsize::new(0);
    // An endless input: who collects it first never begins. This one gives up for it.
    let endless = (0..).map(UserId).inspect(|_| {
        let pulled = pulled.fetch_add(1, Ordering::Relaxed);
        assert!(
            pulled < 100_000,
            "promised: to pull a user when there is room for it"
        );
    });
    select! {
        result = client.fetch_all(&cancel, endless) => panic!("nobody answers, yet: {result:?}"),
        () = sleep(ms(10_000)) => {}
    }
    let (sent, pulled) = (seen.starts().len(), pulled.load(Ordering::Relaxed));
    assert_eq!(sent, 8);
    assert!(
        pulled <= 16,
        "{pulled} users pulled with {sent} in flight; promised: one is pulled when there is room"
    );
}

#[tokio::test(start_paused = true)]
async fn c13_has_no_more_tasks_than_it_may_have_in_flight() {
    let (api, seen) = api("0ms");
    // No limit, in effect: it takes both.
    let client = FanOutClient::builder(api)
        .requests_per_second(nonzero(u32::MAX))
        .burst(nonzero(u32::MAX))
        .build();
    let cancel = CancellationToken::new();
    let (result, _) = ended(&seen, client.fetch_all(&cancel, users(0..10_000))).await;
    assert_eq!(result.unwrap().len(), 10_000);
    assert!(seen.most_tasks() <= 8, "{} tasks alive", seen.most_tasks());
}

#[tokio::test(start_paused = true)]
async fn c14_gives_every_permit_back_whatever_happened() {
    let (api, seen) = api_except(
        "100ms",
        &[(1, "50ms:fail"), (11, "50ms:panic"), (21, "hang")],
    );
    let client = FanOutClient::builder(api).burst(nonzero(100)).build();
    let cancel = CancellationToken::new();
    let calls = async {
        assert!(
            client.fetch_all(&cancel, users(0..10)).await.is_err(),
            "one fails"
        );
        assert!(
            client.fetch_all(&cancel, users(10..20)).await.is_err(),
            "one panics"
        );
        let cancelled = CancellationToken::new();
        let call = client.fetch_all(&cancelled, users(20..30));
        let (result, ()) = join!(call, async {
            sleep(ms(1_000)).await;
            cancelled.cancel();
        });
        assert!(result.is_err(), "it is cancelled");
        let start = seen.recorder.elapsed();
        let fetched = client.fetch_all(&cancel, users(30..62)).await.unwrap();
        assert_eq!(fetched.len(), 32);
        seen.recorder.elapsed() - start
    };
    let (took, _) = ended(&seen, calls).await;
    // Four rounds of eight: with a permit less it would be five.
    assert_eq!(took, ms(400), "all eight are there again");
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}
