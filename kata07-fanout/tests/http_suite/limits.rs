//! The cap and the rate, as the server sees them.

use std::{num::NonZeroU32, time::Duration};

use kata07_fanout::{UserId, solution::FanOutClient};
use timeline::Recorder;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    api,
    server::{Connection, Server},
    subject::fetch_all,
};

#[tokio::test]
async fn the_server_sees_eight_in_flight() {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let server = Server::start(move |mut client: Connection| {
        let recorder = recorder.clone();
        async move {
            while let Some(path) = client.request().await {
                // In flight to the last byte of the body.
                let handled = recorder.watch(&path, async {
                    client
                        .say("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n")
                        .await;
                    sleep(Duration::from_millis(10)).await;
                    client.say("widgets").await;
                    Ok::<(), ()>(())
                });
                handled.await.unwrap();
            }
        }
    })
    .await;
    assert_eq!(fetch_all(api(&server), 0..60).await.unwrap(), 60);
    assert_eq!(seen.peak(), 8);
}

#[tokio::test]
async fn no_request_arrives_too_early() {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let server = Server::start(move |mut client: Connection| {
        let recorder = recorder.clone();
        async move {
            while let Some(path) = client.request().await {
                recorder
                    .watch(&path, async { Ok::<(), ()>(()) })
                    .await
                    .unwrap();
                client.answer("widgets").await;
            }
        }
    })
    .await;
    let (rate, burst) = (50, 20);
    let client = FanOutClient::builder(api(&server))
        .requests_per_second(NonZeroU32::new(rate).unwrap())
        .burst(NonZeroU32::new(burst).unwrap())
        .build();
    // The recorder's clock started earlier. A request may arrive late on a busy machine.
    let started = seen.elapsed();
    client
        .fetch_all(&CancellationToken::new(), (0..50).map(UserId))
        .await
        .unwrap();
    let calls = seen.calls();
    assert_eq!(calls.len(), 50);
    for (index, call) in (0_u32..).zip(&calls) {
        let due = Duration::from_secs(1) * index.saturating_sub(burst - 1) / rate;
        assert!(
            call.start >= started + due,
            "request {index} at {:?}",
            call.start - started
        );
    }
}
