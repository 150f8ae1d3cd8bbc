//! A server in a task of its own, and how to stop it.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio_util::task::AbortOnDropHandle;

/// A server in a task of its own. Dropping it closes every connection at the runtime's next turn.
#[derive(Debug)]
pub struct RunningServer {
    /// Carries the grace period to the accept loop; `None` once it is sent.
    stop: Option<oneshot::Sender<Duration>>,
    /// Owns the accept loop, which owns the connections.
    accepting: AbortOnDropHandle<usize>,
}

impl RunningServer {
    /// Runs `serve`, which gets the grace period when it has to stop.
    pub(crate) fn spawn<F>(serve: impl FnOnce(StopRequest) -> F) -> Self
    where
        F: Future<Output = usize> + Send + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        #[expect(
            clippy::disallowed_methods,
            reason = "the handle owns the task and aborts it on drop"
        )]
        let accepting = tokio::spawn(serve(StopRequest(stopped)));
        Self {
            stop: Some(stop),
            accepting: AbortOnDropHandle::new(accepting),
        }
    }

    /// Stops accepting, lets running requests finish for at most `grace`, cuts the rest, and returns
    /// how many connections it cut. Nothing of the server is alive on return.
    ///
    /// An idle connection is closed after the [last words](crate::Server::LAST_WORDS).
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

    /// Tells the server to stop and returns immediately; [`ended`](Self::ended) waits for the end.
    pub fn stop(&mut self, grace: Duration) {
        if let Some(stop) = self.stop.take() {
            // An error means that the loop has ended already; `ended` says how.
            let _ = stop.send(grace);
        }
    }

    /// Waits for the end after [`stop`](Self::stop), and returns how many connections were cut.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    ///
    /// # Panics
    /// If the server's own code panicked, or if you await it again after it has returned.
    pub async fn ended(&mut self) -> usize {
        (&mut self.accepting)
            .await
            .expect("a connection's panic stays in its own task, and only a drop aborts the loop")
    }
}

/// The server's end of [`RunningServer::stop`].
#[derive(Debug)]
pub(crate) struct StopRequest(oneshot::Receiver<Duration>);

impl StopRequest {
    /// The grace period, once the server has to stop.
    pub(crate) async fn grace(self) -> Duration {
        // Without a sender the handle is being dropped, and this task is aborted with it.
        self.0.await.unwrap_or_default()
    }
}
