//! The accept loop: it owns every connection, so that ending it ends them.
//!
//! `axum::serve` detaches a task for each connection, so that nobody can end the one whose handler
//! hangs, and it gives a client any time it likes for its request's head.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, header::CONNECTION},
    middleware::map_response_with_state,
    response::Response,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::TcpListener,
    select,
    sync::oneshot,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tracing::{info, warn};

use crate::StopSignals;

/// How long requests may finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Out of file descriptors: how long to wait for one to be free again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A router behind a listener, over HTTP/1.1.
///
/// A connection without a complete request head for 5 s is closed, a silent or idle one included.
/// While no file descriptor is free, those who knock wait in the listener's queue.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    router: Router,
    head_timeout: Duration,
    last_words: Duration,
}

impl Server {
    /// How long an idle connection stays open after the signal to stop: a request may be on its way
    /// through it, and would be lost.
    pub const LAST_WORDS: Duration = Duration::from_millis(100);

    /// The longest that a connection may be without a complete request head.
    pub const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

    /// A server that has its socket and does not accept yet.
    #[must_use]
    pub fn new(listener: TcpListener, router: Router) -> Self {
        Self {
            listener,
            router,
            head_timeout: Self::HEAD_TIMEOUT,
            last_words: Self::LAST_WORDS,
        }
    }

    /// Binds `addr` and gives the address that it got, for a port of 0.
    ///
    /// # Errors
    /// If the address cannot be bound.
    pub async fn bind(addr: SocketAddr, router: Router) -> io::Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind(addr).await?;
        let bound = listener.local_addr()?;
        Ok((Self::new(listener, router), bound))
    }

    /// Replaces the [head timeout](Self::HEAD_TIMEOUT), as a test does that will not wait for it.
    #[must_use]
    pub fn head_timeout(mut self, head_timeout: Duration) -> Self {
        self.head_timeout = head_timeout;
        self
    }

    /// Replaces the time for [last words](Self::LAST_WORDS).
    #[must_use]
    pub fn last_words(mut self, last_words: Duration) -> Self {
        self.last_words = last_words;
        self
    }

    /// Serves until SIGTERM or Ctrl-C, then lets running requests finish for at most 10 s and logs
    /// at WARN how many were cut. A second Ctrl-C ends the process at once, with exit code 130.
    ///
    /// # Cancel safety
    /// Dropping the future closes every connection.
    pub async fn run(self, mut signals: StopSignals) {
        let (stop, stopped) = oneshot::channel();
        let supervise = async {
            signals.first().await;
            info!("stopping: running requests have {GRACE:?}");
            // An error means that the server is gone already, and its future is about to tell.
            let _ = stop.send(GRACE);
            signals.exit_at_the_second().await
        };
        let serve = self.run_until(async { stopped.await.unwrap_or_default() });
        let cut = select! {
            cut = serve => cut,
            never = supervise => match never {},
        };
        if cut > 0 {
            warn!(cut, "cut requests that were still running");
        }
    }

    /// Serves until `stop` gives a grace period, lets running requests finish for at most that
    /// long, and returns how many connections it cut then. Nothing of it is alive on return.
    ///
    /// # Cancel safety
    /// Dropping the future closes every connection, at the runtime's next turn.
    ///
    /// # Panics
    /// A handler's panic closes its connection, and ends nothing else.
    pub async fn run_until(self, stop: impl Future<Output = Duration>) -> usize {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.head_timeout);
        let stopping = Arc::new(AtomicBool::new(false));
        let router = self
            .router
            .layer(map_response_with_state(Arc::clone(&stopping), last_answer));
        let mut connections = JoinSet::new();
        let draining = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        let grace = loop {
            select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let service = TowerToHyperService::new(router.clone());
                        let connection = http.serve_connection(TokioIo::new(stream), service);
                        connections.spawn(draining.watch(connection));
                    }
                    Err(error) => {
                        warn!(%error, "cannot accept: waiting");
                        sleep(ACCEPT_PAUSE).await;
                    }
                },
                // A connection is over: closed, broken, or its handler panicked. The client knows.
                Some(_) = connections.join_next() => {}
                grace = &mut stop => break grace,
            }
        };
        drop(self.listener);
        // What is on the wire already is read and answered, and each answer is its connection's last.
        stopping.store(true, Ordering::Relaxed);
        let begun = Instant::now();
        let last_words = self.last_words.min(grace);
        let _ = timeout(last_words, async {
            while connections.join_next().await.is_some() {}
        })
        .await;
        // Idle connections close at once; the others after the request that they carry.
        let left = grace.saturating_sub(begun.elapsed());
        if timeout(left, draining.shutdown()).await.is_ok() {
            // Each is through with its client, and its task in its last instant.
            while connections.join_next().await.is_some() {}
        }
        while connections.try_join_next().is_some() {}
        let cut = connections.len();
        connections.shutdown().await;
        cut
    }
}

/// Tells the client of a server that stops to send no other request.
async fn last_answer(State(stopping): State<Arc<AtomicBool>>, mut answer: Response) -> Response {
    if stopping.load(Ordering::Relaxed) {
        let close = HeaderValue::from_static("close");
        answer.headers_mut().insert(CONNECTION, close);
    }
    answer
}
