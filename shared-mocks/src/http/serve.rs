//! The accept loop: it owns every connection, so that ending it ends them.
//!
//! `axum::serve` detaches a task for each connection, and then nobody can end the one whose
//! handler hangs.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown, service::TowerToHyperService};
use tokio::{
    net::TcpListener,
    select,
    sync::oneshot,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Out of file descriptors: how long to wait for one to be free again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// Serves until `stopped` brings a grace period, then drains for at most that long and returns how
/// many connections were dropped.
///
/// Dropping the future drops every connection with it.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    mut stopped: oneshot::Receiver<Duration>,
) -> usize {
    let mut connections = JoinSet::new();
    let draining = GracefulShutdown::new();
    let grace = loop {
        select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let service = TowerToHyperService::new(router.clone());
                    let connection =
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                    connections.spawn(draining.watch(connection));
                }
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
            // A connection is over: closed, broken, or its handler panicked. The client knows.
            Some(_) = connections.join_next() => {}
            // Without a sender the server is being dropped, and this loop with it.
            grace = &mut stopped => break grace.unwrap_or_default(),
        }
    };
    drop(listener);
    // Idle connections close at once; the others after the request that they carry.
    let drained = timeout(grace, draining.shutdown()).await.is_ok();
    if drained {
        // Each is through with its client, and its task in its last instant.
        while connections.join_next().await.is_some() {}
    }
    while connections.try_join_next().is_some() {}
    let dropped = connections.len();
    connections.shutdown().await;
    dropped
}
