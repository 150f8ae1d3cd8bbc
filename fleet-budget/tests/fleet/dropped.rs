//! What cannot be as in one process: the server decides, and nobody is there to hear it.

use std::future::{poll_fn, ready};

use fleet_budget::FleetPace;
use tokio::{
    select,
    time::{sleep, timeout},
};

use crate::support::{exists, ms, name, nonzero, observer, redis_url, state};

#[tokio::test]
async fn a_caller_dropped_while_the_server_decides_loses_its_token() {
    let Some(url) = redis_url() else { return };
    let (name, mut server) = (name(), observer(&url).await);
    // A token takes a second, so only the burst is there.
    let pace = FleetPace::connect(&url, &name, nonzero(1), nonzero(2))
        .await
        .unwrap();
    {
        let mut dropped = std::pin::pin!(pace.ready());
        // One poll sends the question.
        select! {
            biased;
            _ = &mut dropped => unreachable!("an answer takes a round trip"),
            () = ready(()) => {}
        }
        let decided = async {
            while !exists(&mut server, &name).await {
                sleep(ms(1)).await;
            }
        };
        timeout(ms(5_000), decided)
            .await
            .expect("the server decides");
    }
    pace.ready().await.unwrap();
    let third = timeout(ms(200), pace.ready()).await;
    assert!(
        third.is_err(),
        "the dropped caller's token is gone, and the other is taken"
    );
}

#[tokio::test]
async fn a_caller_dropped_while_it_waits_loses_nothing() {
    let Some(url) = redis_url() else { return };
    let (name, mut server) = (name(), observer(&url).await);
    // The key is there for two seconds.
    let pace = FleetPace::connect(&url, &name, nonzero(1), nonzero(2))
        .await
        .unwrap();
    for _ in 0..2 {
        pace.ready().await.unwrap();
    }
    let before = state(&mut server, &name).await;
    let waits = timeout(ms(200), pace.ready()).await;
    assert!(waits.is_err(), "both tokens are taken");
    assert_eq!(
        state(&mut server, &name).await,
        before,
        "refused, it has taken nothing"
    );
}

#[tokio::test]
async fn a_dropped_question_leaves_the_connection_in_order() {
    let Some(url) = redis_url() else { return };
    let [rate, burst] = [1, 1_000].map(nonzero);
    let pace = FleetPace::connect(&url, name(), rate, burst).await.unwrap();
    for polls in 0..50 {
        let mut left = polls % 4;
        let mut asked = std::pin::pin!(pace.ready());
        // Gives up after so many polls.
        poll_fn(|context| {
            let answered = asked.as_mut().poll(context).is_ready();
            left -= 1;
            if answered || left <= 0 {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
    timeout(ms(5_000), pace.ready())
        .await
        .expect("the next answer is its own")
        .unwrap();
}
