//! A router behind a listener: it owns every connection, so that ending it ends them.
//!
//! `axum::serve` detaches a task for each connection, so that nobody can end the one whose handler
//! hangs, and it gives a client any time it likes for its request's head.

use std::{io, net::SocketAddr, pin::pin, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, select, sync::oneshot};
use tokio_util::task::AbortOnDropHandle;
use tracing::{info, warn};

use crate::{StopSignals, accept::Acceptor, connections::Connections};

/// A router behind a listener, over HTTP/1.1.
///
/// | a client | and its connection |
/// |---|---|
/// | sends no complete request head for 5 s, a silent or idle one included | is closed |
/// | takes nothing of its answer for 5 s | is closed |
/// | closes it, or only its own side (a half-close, as `nc -N` does) | is closed without an answer, and what the handler awaits is dropped |
/// | knocks while no file descriptor is free | waits in the listener's queue until others are closed, perhaps several head timeouts |
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    router: Router,
    head_timeout: Duration,
    write_timeout: Duration,
    last_words: Duration,
    grace: Duration,
}

impl Server {
    /// How long running requests may go on after the signal to stop.
    pub const GRACE: Duration = Duration::from_secs(10);

    /// How long an idle connection stays open after the signal to stop: a request may be on its way
    /// through it, and would be lost.
    pub const LAST_WORDS: Duration = Duration::from_millis(100);

    /// The longest that a connection may be without a complete request head.
    pub const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

    /// The longest that a client may take no byte of an answer that waits for it.
    pub const WRITE_TIMEOUT: Duration = Duration::from_secs(5);

    /// A server that has its socket and does not accept yet.
    #[must_use]
    pub fn new(listener: TcpListener, router: Router) -> Self {
        Self {
            listener,
            router,
            head_timeout: Self::HEAD_TIMEOUT,
            write_timeout: Self::WRITE_TIMEOUT,
            last_words: Self::LAST_WORDS,
            grace: Self::GRACE,
        }
    }

    /// Binds `addr` and gives the address that it got, for a port of 0.
    ///
    /// # Errors
    /// If the address cannot be bound.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing bound.
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

    /// Replaces the [write timeout](Self::WRITE_TIMEOUT).
    #[must_use]
    pub fn write_timeout(mut self, write_timeout: Duration) -> Self {
        self.write_timeout = write_timeout;
        self
    }

    /// Replaces the time for [last words](Self::LAST_WORDS).
    #[must_use]
    pub fn last_words(mut self, last_words: Duration) -> Self {
        self.last_words = last_words;
        self
    }

    /// Replaces the [grace](Self::GRACE) of [`run`](Self::run).
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Serves until SIGTERM or Ctrl-C, then lets running requests finish for at most the
    /// [grace](Self::GRACE) and logs at WARN how many connections were cut. Any Ctrl-C after that
    /// first signal ends the process at once, with exit code 130.
    ///
    /// # Cancel safety
    /// Dropping the future closes every connection, at the runtime's next turn.
    pub async fn run(self, mut signals: StopSignals) {
        let grace = self.grace;
        let mut running = self.spawn();
        signals.first().await;
        info!("stopping: running requests have {grace:?}");
        running.stop(grace);
        let cut = select! {
            cut = running.ended() => cut,
            never = signals.exit_at_ctrl_c() => match never {},
        };
        if cut > 0 {
            warn!(cut, "cut connections whose requests were still running");
        }
    }

    /// Serves in a task of its own until [`RunningServer::shutdown`].
    ///
    /// # Panics
    /// Outside a tokio runtime.
    #[must_use = "dropping it closes the server"]
    pub fn spawn(self) -> RunningServer {
        let (stop, stopped) = oneshot::channel();
        // Without a sender the server is being dropped, and its accept loop with it.
        let stopped = async { stopped.await.unwrap_or_default() };
        #[expect(
            clippy::disallowed_methods,
            reason = "the handle owns the task and aborts it on drop"
        )]
        let accepting = tokio::spawn(self.run_until(stopped));
        RunningServer {
            stop: Some(stop),
            accepting: AbortOnDropHandle::new(accepting),
        }
    }

    /// Serves until `stop` gives a grace period, lets running requests finish for at most that
    /// long, and returns how many connections it cut then: a connection runs one request at a time.
    /// Nothing of it is alive on return.
    ///
    /// From `stop` on nobody can connect. An idle connection is closed after the
    /// [last words](Self::LAST_WORDS), one with half of a second or later request head too; one with
    /// half of its first when the head is there and answered, or at the head timeout; all at the end
    /// of the grace.
    ///
    /// # Cancel safety
    /// Dropping the future closes every connection, at the runtime's next turn.
    ///
    /// # Panics
    /// A handler's panic closes its connection, and ends nothing else.
    async fn run_until(self, stop: impl Future<Output = Duration>) -> usize {
        let mut connections = Connections::new(self.router, self.head_timeout, self.write_timeout);
        let grace = accept_until(stop, self.listener, &mut connections).await;
        connections.drain(grace, self.last_words).await
    }
}

/// A server in a task of its own. Dropping it closes every connection at the runtime's next turn.
#[derive(Debug)]
pub struct RunningServer {
    /// Carries the grace period to the accept loop; `None` once it is sent.
    stop: Option<oneshot::Sender<Duration>>,
    /// Owns the accept loop, which owns the connections.
    accepting: AbortOnDropHandle<usize>,
}

impl RunningServer {
    /// Stops accepting, lets running requests finish for at most `grace`, cuts the rest, and returns
    /// how many connections it cut. Nothing of the server is alive on return.
    ///
    /// An idle connection is closed after the [last words](Server::LAST_WORDS).
    ///
    /// # Cancel safety
    /// Dropping the future closes every connection, at the runtime's next turn.
    ///
    /// # Panics
    /// If the server's own code panicked; a handler's panic closes its connection and nothing else.
    pub async fn shutdown(mut self, grace: Duration) -> usize {
        self.stop(grace);
        self.ended().await
    }

    /// Stops accepting, and returns at once; [`ended`](Self::ended) waits for what is running.
    pub fn stop(&mut self, grace: Duration) {
        if let Some(stop) = self.stop.take() {
            // An error means that the loop has ended already; `ended` says how.
            let _ = stop.send(grace);
        }
    }

    /// Waits for the end of a server that was told to [`stop`](Self::stop), and returns how many
    /// connections it cut.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    ///
    /// # Panics
    /// If the server's own code panicked, or if it is awaited again after it has returned.
    pub async fn ended(&mut self) -> usize {
        (&mut self.accepting)
            .await
            .expect("the accept loop outlives its connections' panics, and only a drop aborts it")
    }
}

/// Lets clients in, and forgets those who have gone. The listener ends with it.
async fn accept_until(
    stop: impl Future<Output = Duration>,
    listener: TcpListener,
    connections: &mut Connections,
) -> Duration {
    let mut acceptor = Acceptor::new(listener);
    let mut stop = pin!(stop);
    loop {
        select! {
            stream = acceptor.next() => connections.open(stream),
            Some(()) = connections.next_closed() => {}
            grace = &mut stop => return grace,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncReadExt, net::TcpStream, task::yield_now};

    use super::*;

    #[tokio::test]
    async fn forgets_who_has_gone() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let visit = async {
            let mut client = TcpStream::connect(addr).await.unwrap();
            // Until the server closes, as nothing is said.
            assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
            // The loop looks at its branches in any order: turns enough for each to be the first.
            for _ in 0..100 {
                yield_now().await;
            }
            Duration::ZERO
        };
        let head_timeout = Duration::from_millis(1);
        let mut connections = Connections::new(Router::new(), head_timeout, Server::WRITE_TIMEOUT);
        accept_until(visit, listener, &mut connections).await;
        assert_eq!(connections.next_closed().await, None);
    }

    #[tokio::test]
    async fn the_usual_times() {
        let any_port = ([127, 0, 0, 1], 0).into();
        let (server, _) = Server::bind(any_port, Router::new()).await.unwrap();
        assert_eq!(server.head_timeout, Duration::from_secs(5));
        assert_eq!(server.write_timeout, Duration::from_secs(5));
        assert_eq!(server.last_words, Duration::from_millis(100));
        assert_eq!(server.grace, Duration::from_secs(10));
    }
}
