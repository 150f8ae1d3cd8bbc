//! The connections of one server; they end when it ends.

use std::{
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
    join,
    net::TcpStream,
    select,
    task::JoinSet,
    time::{Instant, timeout},
};

use crate::{
    patience::Patient,
    socket::{Socket, gone},
};

/// All open connections; dropping it closes them.
#[derive(Debug)]
pub(crate) struct Connections {
    http: http1::Builder,
    router: Router,
    write_timeout: Duration,
    /// Set by the drain: from then on every answer closes its connection.
    stopping: Arc<AtomicBool>,
    /// Tells each connection to close as soon as it has no request.
    draining: GracefulShutdown,
    /// Owns the connections: dropping the set drops them.
    open: JoinSet<hyper::Result<()>>,
}

impl Connections {
    pub(crate) fn new(router: Router, head_timeout: Duration, write_timeout: Duration) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(head_timeout);
        let stopping = Arc::new(AtomicBool::new(false));
        Self {
            http,
            router: router.layer(map_response_with_state(Arc::clone(&stopping), last_answer)),
            write_timeout,
            stopping,
            draining: GracefulShutdown::new(),
            open: JoinSet::new(),
        }
    }

    pub(crate) fn open(&mut self, stream: TcpStream) {
        let socket = Arc::new(stream);
        let stream = Patient::new(Socket(Arc::clone(&socket)), self.write_timeout);
        let service = TowerToHyperService::new(self.router.clone());
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let connection = self.draining.watch(connection);
        self.open.spawn(async move {
            select! {
                // Biased: requests that arrived before the client's end, and are ready, are answered.
                biased;
                ended = connection => ended,
                // Drops the connection, its handler's future, and requests that have not begun.
                () = gone(&socket) => Ok(()),
            }
        });
    }

    /// Waits until a connection has ended: closed, broken, or its handler panicked.
    ///
    /// `None` if there is no connection. The set keeps each ended task until it is joined: without
    /// this call it would grow with every connection.
    pub(crate) async fn next_closed(&mut self) -> Option<()> {
        self.open.join_next().await.map(drop)
    }

    /// Closes every connection within `grace`, idle ones after `last_words`, and returns how many it cut.
    pub(crate) async fn drain(mut self, grace: Duration, last_words: Duration) -> usize {
        let begun = Instant::now();
        // Requests that are on their way are still read and answered; each answer closes its connection.
        self.stopping.store(true, Ordering::Relaxed);
        let _ = timeout(last_words.min(grace), all_closed(&mut self.open)).await;
        // Idle connections close now; the others after the request that they are serving.
        let left = grace.saturating_sub(begun.elapsed());
        let drained = async { join!(self.draining.shutdown(), all_closed(&mut self.open)) };
        let _ = timeout(left, drained).await;
        let cut = self.open.len();
        self.open.shutdown().await;
        cut
    }
}

async fn all_closed(open: &mut JoinSet<hyper::Result<()>>) {
    while open.join_next().await.is_some() {}
}

/// Tells the client of a stopping server to send no other request.
async fn last_answer(State(stopping): State<Arc<AtomicBool>>, mut answer: Response) -> Response {
    if stopping.load(Ordering::Relaxed) {
        let close = HeaderValue::from_static("close");
        answer.headers_mut().insert(CONNECTION, close);
    }
    answer
}
