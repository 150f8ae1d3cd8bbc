//! What cannot be as in one process: the server decides, and nobody is there to hear it.

use std::future::{poll_fn, ready};

use fleet_budget::FleetPace;
use tokio::{
    select,
    time::{sleep, timeout},
};

use crate::support::{exists, ms, name, nonzero, observer, redis_url};

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
    let [rate, burst] = [5, 1].map(nonzero);
    let pace = FleetPace::connect(&url, name(), rate, burst).await.unwrap();
    let start = tokio::time::Instant::now();
    pace.ready().await.unwrap();
    // Refused, it waits for 200 ms.
    let waits = timeout(ms(100), pace.ready()).await;
    assert!(waits.is_err(), "there is one token");
    timeout(ms(5_000), pace.ready())
        .await
        .expect("the next token is there")
        .unwrap();
    // Had the dropped caller taken one, this would be the third token, after 400 ms.
    let took = start.elapsed();
    assert!(
        took < ms(390),
        "promised: the second token after 200 ms; found: {took:?}"
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
