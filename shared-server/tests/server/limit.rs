//! `LoadShed` in front of a router.

use std::{convert::Infallible, future::pending, num::NonZeroUsize};

use axum::{http::StatusCode, middleware::from_fn_with_state, routing::get};
use shared_server::LoadShed;
use tokio::{sync::watch, task::yield_now};

use super::{HEAD_TIMEOUT, REQUEST, hanging::ended, heard, hello, start};

#[tokio::test]
async fn requests_over_the_limit_are_refused() {
    let at_work = watch::Sender::new(());
    let hang = get({
        let at_work = at_work.clone();
        async move || -> Infallible {
            let _at_work = at_work.subscribe();
            pending().await
        }
    });
    let refuse = |message: String| (StatusCode::SERVICE_UNAVAILABLE, message);
    let limit = LoadShed::new(NonZeroUsize::MIN, refuse);
    let router = hello()
        .route("/hang", hang)
        .layer(from_fn_with_state(limit, LoadShed::shed));
    let server = start(router, HEAD_TIMEOUT).await;
    let hanging = server
        .client("GET /hang HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await;
    while at_work.receiver_count() == 0 {
        yield_now().await;
    }
    let refused = heard(server.client(REQUEST).await).await;
    assert!(refused.contains("503 Service Unavailable"), "{refused}");
    assert!(refused.contains("retry-after: 1\r\n"), "{refused}");
    assert!(refused.ends_with("no more than 1 at once"), "{refused}");
    drop(hanging);
    ended(at_work).await;
    let answered = heard(server.client(REQUEST).await).await;
    assert!(answered.ends_with("hello"), "{answered}");
}
