//! A router behind a listener. It owns every connection, so they end when the server ends.
//!
//! `axum::serve` detaches a task for each connection: you cannot end one whose handler hangs, and a
//! client may take any time to send its request's head.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, select};
use tracing::{info, warn};

use crate::{
    HostName, ListenAddr, Refusal, RunningServer, StopSignals, accept::accept_until,
    connections::Connections, gate::Gate, hosts::Hosts,
};

/// A router behind a listener, over HTTP/1.1.
///
/// | a client | what the server does |
/// |---|---|
/// | sends no complete request head for 5 s, idle connections included | closes the connection |
/// | takes nothing of its answer for 5 s | closes the connection |
/// | closes the connection, or only its own side (a half-close, as `nc -N` does) | closes it without an answer, and drops the handler's future |
/// | connects while no file descriptor is free | lets it wait in the listener's queue until other connections close |
/// | sends no `Host`, two, or a malformed one | answers 400 |
/// | names a host that is not this server, while the server listens on loopback | answers 421 |
/// | sends a transfer coding before `chunked` | answers 501 |
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    router: Router,
    allowed: Vec<HostName>,
    refuse: fn(Refusal) -> Response,
    head_timeout: Duration,
    write_timeout: Duration,
    last_words: Duration,
    grace: Duration,
}

impl Server {
    /// How long to run running requests may take after the signal to stop.
    pub const GRACE: Duration = Duration::from_secs(10);

    /// How long to run an idle connection stays open after the signal to stop: a request may be on its way
    /// through it, and would be lost.
    pub const LAST_WORDS: Duration = Duration::from_millis(100);

    /// The longest that a connection may be without a complete request head.
    pub const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

    /// The longest that a client may take no byte of a waiting answer.
    pub const WRITE_TIMEOUT: Duration = Duration::from_secs(5);

    /// A server that has its socket and does not accept yet.
    #[must_use]
    pub fn new(listener: TcpListener, router: Router) -> Self {
        Self {
            listener,
            router,
            allowed: Vec::new(),
            refuse: Refusal::into_response,
            head_timeout: Self::HEAD_TIMEOUT,
            write_timeout: Self::WRITE_TIMEOUT,
            last_words: Self::LAST_WORDS,
            grace: Self::GRACE,
        }
    }

    /// Binds `addr`, and returns the address that it got: for port 0 the system chooses one.
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

    /// Binds the address of a command line, and answers to its host's name.
    ///
    /// # Errors
    /// As [`ListenAddr::bind`].
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing bound.
    pub async fn listen(addr: &ListenAddr, router: Router) -> io::Result<(Self, SocketAddr)> {
        let (listener, bound) = addr.bind().await?;
        let server = Self::new(listener, router).allow_hosts([addr.host().clone()]);
        Ok((server, bound))
    }

    /// Answers to these names too while it listens on loopback, as a tunnel needs.
    #[must_use]
    pub fn allow_hosts(mut self, names: impl IntoIterator<Item = HostName>) -> Self {
        self.allowed.extend(names);
        self
    }

    /// Replaces the body of the refusals that the server makes itself: 400, 421 and 501.
    #[must_use]
    pub fn refuse_with(mut self, refuse: fn(Refusal) -> Response) -> Self {
        self.refuse = refuse;
        self
    }

    /// Replaces the [head timeout](Self::HEAD_TIMEOUT), so that a test need not wait for it.
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

    /// Replaces the [grace period](Self::GRACE) of [`run`](Self::run).
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Serves until SIGTERM or Ctrl-C, then lets running requests finish for at most the
    /// [grace period](Self::GRACE) and logs at WARN how many connections it cut. Any Ctrl-C after
    /// that first signal ends the process immediately, with exit code 130.
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
        RunningServer::spawn(|stop| self.run_until(stop.grace()))
    }

    /// Serves until `stop` gives a grace period, lets running requests finish for at most that
    /// long, and returns how many connections it cut: a connection runs one request at a time.
    /// Nothing of it is alive on return.
    ///
    /// After `stop` the server accepts nothing. It closes an idle connection after the
    /// [last words](Self::LAST_WORDS), and so a connection with half a head of a later request. It
    /// waits for half of a *first* head, at most for the head timeout, and answers that request.
    /// Everything ends with the grace period.
    ///
    /// # Cancel safety
    /// Dropping the future closes every connection, at the runtime's next turn.
    ///
    /// # Panics
    /// A handler's panic closes its connection, and ends nothing else.
    async fn run_until(self, stop: impl Future<Output = Duration>) -> usize {
        let addr = self.listener.local_addr().ok();
        let (hosts, refuse) = (Hosts::new(addr, self.allowed), self.refuse);
        if let Some(addr) = addr.filter(|_| hosts.are_open()) {
            warn!(%addr, "not on loopback: every host name is answered");
        }
        let gate = Gate { hosts, refuse };
        let router = gate.before(self.router);
        let mut connections = Connections::new(router, self.head_timeout, self.write_timeout);
        let grace = accept_until(stop, self.listener, &mut connections).await;
        connections.drain(grace, self.last_words).await
    }
}

#[cfg(test)]
mod tests;
