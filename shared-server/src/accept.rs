//! The accept loop; it survives failed connections and running out of file descriptors.

use std::{io, pin::pin, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    select,
    time::sleep,
};
use tracing::{debug, info, warn};

use crate::connections::Connections;

/// How long to wait for file descriptors or memory before the next try.
const PAUSE: Duration = Duration::from_millis(100);

/// A listener that keeps accepting after errors.
#[derive(Debug)]
pub(crate) struct Acceptor {
    listener: TcpListener,
    /// Whether the last try failed. It limits the log to two lines for each shortage.
    failing: bool,
}

impl Acceptor {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            failing: false,
        }
    }

    /// The next connection, which sends every answer without Nagle's delay.
    ///
    /// Cancel safe: dropping the future takes no connection out of the queue.
    pub(crate) async fn next(&mut self) -> TcpStream {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    if std::mem::take(&mut self.failing) {
                        info!("accepting again");
                    }
                    // Otherwise a second answer waits until the client acknowledges the first, which
                    // the client delays by 40 ms. An error means that the client has left.
                    let _ = stream.set_nodelay(true);
                    return stream;
                }
                Err(error) if is_of_one_client(&error) => debug!(%error, "a client did not wait"),
                Err(error) => {
                    if !std::mem::replace(&mut self.failing, true) {
                        warn!(%error, "cannot accept: new connections wait");
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Opens connections and forgets closed ones. The listener ends with it.
pub(crate) async fn accept_until(
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

/// Whether the error is about one client, so that the next one may succeed.
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
    fn a_client_that_left_the_queue_causes_no_pause() {
        assert!(is_of_one_client(&io::ErrorKind::ConnectionAborted.into()));
        assert!(is_of_one_client(&io::ErrorKind::ConnectionReset.into()));
        assert!(!is_of_one_client(&io::ErrorKind::OutOfMemory.into()));
        // EMFILE and ENFILE have no kind of their own.
        assert!(!is_of_one_client(&io::Error::other("no file descriptor")));
    }

    #[tokio::test]
    async fn answers_are_sent_without_nagles_delay() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let _client = TcpStream::connect(addr).await.unwrap();
        let accepted = Acceptor::new(listener).next().await;
        assert!(accepted.nodelay().unwrap());
    }
}
