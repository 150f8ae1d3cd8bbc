//! The accept loop's bookkeeping, and the times that the contract promises.

use tokio::{io::AsyncReadExt, net::TcpStream, task::yield_now};

use super::*;

#[tokio::test]
async fn forgets_closed_connections() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let addr = listener.local_addr().unwrap();
    let visit = async {
        let mut client = TcpStream::connect(addr).await.unwrap();
        // Sends nothing, so the server closes at the head timeout.
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        // `select!` polls its branches in random order: enough turns for each to come first.
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
async fn default_times_are_those_of_the_contract() {
    let any_port = ([127, 0, 0, 1], 0).into();
    let (server, _) = Server::bind(any_port, Router::new()).await.unwrap();
    assert_eq!(server.head_timeout, Duration::from_secs(5));
    assert_eq!(server.write_timeout, Duration::from_secs(5));
    assert_eq!(server.last_words, Duration::from_millis(100));
    assert_eq!(server.grace, Duration::from_secs(10));
}
