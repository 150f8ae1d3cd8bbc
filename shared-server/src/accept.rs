//! Accepting, whatever becomes of those who knock.

use std::{io, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tracing::{debug, info, warn};

/// Out of file descriptors or memory: how long to wait for some to be free again.
const PAUSE: Duration = Duration::from_millis(100);

/// A listener that outlasts a want of file descriptors.
#[derive(Debug)]
pub(crate) struct Acceptor {
    listener: TcpListener,
    /// Whether the last try failed: two lines tell of a want, however long it lasts.
    wanting: bool,
}

impl Acceptor {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            wanting: false,
        }
    }

    /// The next connection.
    ///
    /// Cancel safe: nobody is taken out of the queue before this completes.
    pub(crate) async fn next(&mut self) -> TcpStream {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    if std::mem::take(&mut self.wanting) {
                        info!("accepting again");
                    }
                    return stream;
                }
                Err(error) if is_of_one_client(&error) => debug!(%error, "a client did not wait"),
                Err(error) => {
                    if !std::mem::replace(&mut self.wanting, true) {
                        warn!(%error, "cannot accept: those who knock wait");
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Whether the next in the queue may have more luck.
fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_left_the_queue_holds_nobody_up() {
        assert!(is_of_one_client(&io::ErrorKind::ConnectionAborted.into()));
        assert!(is_of_one_client(&io::ErrorKind::ConnectionReset.into()));
        assert!(!is_of_one_client(&io::ErrorKind::OutOfMemory.into()));
        // EMFILE and ENFILE have no kind of their own.
        assert!(!is_of_one_client(&io::Error::other("no file descriptor")));
    }
}
