//! The server notices the end of a call.

use std::future::pending;

use kata07_fanout::{FetchError, UserId, solution::FanOutClient};
use timeline::{Ending, Recorder};
use tokio::{select, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    LONG, api,
    server::{Connection, Server},
};

#[tokio::test]
async fn the_first_failure_drops_the_servers_handlers() {
    let recorder = Recorder::new();
    let seen = recorder.clone();
    let server = Server::start(move |mut client: Connection| {
        let recorder = recorder.clone();
        async move {
            let Some(path) = client.request().await else {
                return;
            };
            if path.contains("/users/7/") {
                // Wait for the other seven requests.
                recorder.started(7).await;
                client
                    .say("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n")
                    .await;
                return;
            }
            // The handler runs until its client is gone.
            let running = recorder.watch(&path, pending::<Result<(), ()>>());
            select! {
                _ = running => {}
                () = client.hold() => {}
            }
        }
    })
    .await;
    let client = FanOutClient::builder(api(&server)).build();
    let cancel = CancellationToken::new();
    let result = timeout(LONG, client.fetch_all(&cancel, (0..100).map(UserId)))
        .await
        .unwrap();
    assert!(
        matches!(
            result,
            Err(FetchError::Api {
                user: UserId(7),
                ..
            })
        ),
        "{result:?}"
    );
    timeout(LONG, seen.idle())
        .await
        .expect("the server becomes idle");
    let endings: Vec<_> = seen.calls().into_iter().map(|call| call.ending).collect();
    assert_eq!(endings, [Ending::Dropped; 7]);
}
