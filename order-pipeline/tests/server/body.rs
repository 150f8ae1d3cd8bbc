//! The body of an order: its type, its size and its speed.

use std::{convert::Infallible, io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{Request, header},
};
use futures::stream;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

use crate::in_process::{AT_ONCE, ORDER, TestServer};

#[tokio::test]
async fn the_content_type_is_ignored() {
    let server = TestServer::new(8);
    let request = Request::post("/order").header(header::CONTENT_TYPE, "image/png");
    let request = request.body(Body::from(AT_ONCE)).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn the_size_limit_is_exact() {
    let server = TestServer::new(8);
    let padded = |bytes| format!("{AT_ONCE:<bytes$}");
    assert_eq!(server.order(&padded(16 * 1024)).await.status, 200);
    let over = server.order(&padded(16 * 1024 + 1)).await;
    over.refuses(413, "bad_request", "16384");
}

#[tokio::test]
async fn a_chunked_body_has_the_same_limit() {
    let server = TestServer::new(8);
    let in_pieces = |bytes| {
        let body = format!("{AT_ONCE:<bytes$}").into_bytes();
        let pieces = body.chunks(1_000).map(Bytes::copy_from_slice);
        let pieces: Vec<_> = pieces.map(Ok::<_, Infallible>).collect();
        server.ask("POST", "/order", Body::from_stream(stream::iter(pieces)))
    };
    assert_eq!(in_pieces(16 * 1024).await.status, 200);
    let over = in_pieces(16 * 1024 + 1).await;
    over.refuses(413, "bad_request", "16384");
    assert_eq!(server.counted("bad_request").await, 1);
}

#[tokio::test]
async fn a_broken_body_is_refused() {
    let server = TestServer::new(8);
    let broken = stream::iter([Ok("{"), Err(io::Error::other("the line is dead"))]);
    let answer = server.ask("POST", "/order", Body::from_stream(broken));
    answer.await.refuses(400, "bad_request", "body");
    assert_eq!(server.counted("bad_request").await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_missing_body_is_refused_after_5s() {
    let (server, started) = (TestServer::new(1), Instant::now());
    let silence = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let answer = server.ask("POST", "/order", silence).await;
    assert_eq!(started.elapsed(), Duration::from_secs(5));
    answer.refuses(400, "bad_request", "within 5s");
}

#[tokio::test(start_paused = true)]
async fn a_missing_body_takes_no_place() {
    let server = TestServer::new(1);
    let silence = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let order = async {
        sleep(Duration::from_millis(10)).await;
        server.order(ORDER).await
    };
    let (silent, order) = tokio::join!(server.ask("POST", "/order", silence), order);
    assert_eq!(order.status, 200);
    silent.refuses(400, "bad_request", "within 5s");
}
