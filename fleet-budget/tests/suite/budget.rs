//! All replicas together keep one line.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::{
    task::LocalSet,
    time::{Instant, sleep, timeout},
};

use super::{
    subject::FleetPace,
    support::{CLOCK_AHEAD, keeps_the_line, ms, name, nonzero, observer, redis_url},
};

/// The moments at which `replicas` took tokens, each with `callers` that never rest, until `end`.
async fn taken(
    (replicas, callers): (usize, usize),
    (rate, burst): (u32, u32),
    end: Duration,
) -> Option<Vec<Duration>> {
    let (url, name) = (redis_url()?, name());
    let mut paces = Vec::new();
    for _ in 0..replicas {
        let pace = FleetPace::connect(&url, &name, nonzero(rate), nonzero(burst)).await;
        paces.push(std::rc::Rc::new(pace.unwrap()));
    }
    let (start, taken) = (Instant::now(), std::rc::Rc::default());
    let replicas = LocalSet::new();
    for pace in paces.iter().cycle().take(paces.len() * callers) {
        let (pace, taken) = (pace.clone(), std::rc::Rc::clone(&taken));
        replicas.spawn_local(async move {
            loop {
                pace.ready().await.unwrap();
                std::cell::RefCell::<Vec<_>>::borrow_mut(&taken).push(start.elapsed());
            }
        });
    }
    // They never end, so that the time does.
    let ended = timeout(end, replicas).await;
    assert!(ended.is_err(), "a replica failed");
    Some(taken.take())
}

#[tokio::test]
async fn four_replicas_keep_one_budget() {
    if let Some(taken) = taken((4, 4), (100, 10), ms(600)).await {
        keeps_the_line(&taken, 100, 10);
        assert!(taken.len() >= 10, "the burst goes at once");
    }
}

#[tokio::test]
async fn callers_at_the_same_moment_share_one_burst() {
    // A token takes a second: whatever passes is the burst.
    if let Some(taken) = taken((20, 1), (1, 5), ms(300)).await {
        assert_eq!(taken.len(), 5, "promised: a burst of 5");
    }
}

#[tokio::test]
async fn a_token_need_not_take_whole_milliseconds() {
    // 1.996 ms each: rounded down, they would be twice as many.
    if let Some(taken) = taken((2, 8), (501, 10), ms(800)).await {
        keeps_the_line(&taken, 501, 10);
    }
}

#[tokio::test]
async fn a_new_second_brings_no_second_burst() {
    // From the middle of a second to the middle of the next: at the edge between them, fixed windows
    // let twice the budget pass.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let into_the_second = u64::from(now.subsec_millis());
    sleep(ms((1_600 - into_the_second) % 1_000)).await;
    if let Some(taken) = taken((2, 8), (100, 100), ms(800)).await {
        keeps_the_line(&taken, 100, 100);
    }
}

#[tokio::test]
async fn clocks_an_hour_apart_make_no_difference() {
    let Some(url) = redis_url() else { return };
    let name = name();
    let [rate, burst] = [100, 5].map(nonzero);
    let connect = async || FleetPace::connect(&url, &name, rate, burst).await.unwrap();
    let (early, late) = (connect().await, connect().await);
    let (start, mut taken) = (Instant::now(), Vec::new());
    let run = async {
        for _ in 0..30 {
            CLOCK_AHEAD.scope(ms(0), early.ready()).await.unwrap();
            taken.push(start.elapsed());
            CLOCK_AHEAD
                .scope(ms(3_600_000), late.ready())
                .await
                .unwrap();
            taken.push(start.elapsed());
        }
    };
    let ended = timeout(ms(5_000), run).await;
    ended.expect("promised: 60 tokens in 550 ms; found: not in five seconds");
    keeps_the_line(&taken, 100, 5);
}

#[tokio::test]
async fn an_idle_budget_leaves_no_key() {
    let Some(url) = redis_url() else { return };
    let (name, mut server) = (name(), observer(&url).await);
    let pace = FleetPace::connect(&url, &name, nonzero(10), nonzero(2))
        .await
        .unwrap();
    pace.ready().await.unwrap();
    let key = super::support::exists(&mut server, &name).await;
    assert!(key, "promised: the key has the budget's name");
    let gone = async {
        while super::support::exists(&mut server, &name).await {
            sleep(ms(20)).await;
        }
    };
    let gone = timeout(ms(2_000), gone).await;
    gone.expect("promised: the key expires when its bucket is full, after 100 ms");
}
