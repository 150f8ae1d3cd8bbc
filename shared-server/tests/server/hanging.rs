//! A request that never ends by itself.

use std::{convert::Infallible, future::pending, sync::Arc};

use axum::{Router, routing::get};
use tokio::{
    net::TcpStream,
    sync::{Notify, watch},
    time::timeout,
};

use super::{LONG, Started, start_as};

/// A server whose handler never ends, and the client that waits for it.
pub(crate) struct Hanging {
    pub(crate) server: Started,
    pub(crate) client: TcpStream,
    /// Closed when no handler is running.
    pub(crate) at_work: watch::Sender<()>,
}

pub(crate) async fn hanging(says: &str) -> Hanging {
    let (entered, at_work) = (Arc::new(Notify::new()), watch::Sender::new(()));
    let hang = get({
        let (entered, at_work) = (Arc::clone(&entered), at_work.clone());
        async move || -> Infallible {
            let _at_work = at_work.subscribe();
            entered.notify_one();
            pending().await
        }
    });
    // The last words never outlast the grace period, however long they are.
    let server = start_as(Router::new().route("/", hang), |server| {
        server.head_timeout(LONG).last_words(2 * LONG)
    })
    .await;
    let client = server.client(says).await;
    entered.notified().await;
    Hanging {
        server,
        client,
        at_work,
    }
}

pub(crate) async fn ended(at_work: watch::Sender<()>) {
    let ended = timeout(LONG, at_work.closed()).await;
    ended.expect("promised: the handler is dropped");
}
