//! The server over real sockets: clients that leave, and what a stop does to orders.
//! The tests wait for events; no time has an upper bound.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use order_pipeline::{CourierPool, OrderPipeline, Step, http, steps};
use rstest::rstest;
use serde_json::Value;
use shared_server::{RunningServer, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::support::LONG;

struct Started {
    addr: std::net::SocketAddr,
    pipeline: OrderPipeline,
    pool: CourierPool,
    /// How many orders have begun.
    begun: Arc<AtomicUsize>,
    server: RunningServer,
}

async fn start(couriers: usize) -> Started {
    let pool = CourierPool::new(NonZeroUsize::new(couriers).unwrap());
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Step::new("count", {
        let begun = Arc::clone(&begun);
        move |_| {
            begun.fetch_add(1, Ordering::Relaxed);
            std::future::ready(Ok(()))
        }
    });
    let steps = vec![count, steps::courier(pool.clone())];
    let pipeline = OrderPipeline::new(steps, 10 * LONG).unwrap();
    let router = http::router(
        pipeline.clone(),
        pool.clone(),
        NonZeroUsize::new(512).unwrap(),
    );
    let any_port = ([127, 0, 0, 1], 0).into();
    let (server, addr) = Server::bind(any_port, router).await.unwrap();
    Started {
        addr,
        pipeline,
        pool,
        begun,
        server: server.spawn(),
    }
}

impl Started {
    /// Waits until this many steps are running.
    async fn running(&self, steps: usize) {
        let reached = async {
            while self.pipeline.tracker().running() != steps {
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(LONG, reached).await.expect("the steps get there");
    }

    /// Stops the server, and returns how many connections it cut.
    async fn stopped(self, grace: Duration) -> usize {
        let cut = timeout(LONG, self.server.shutdown(grace)).await;
        cut.expect("the server ends")
    }
}

/// An order with a courier that takes `courier` ms, as raw HTTP.
fn request(courier: u64) -> String {
    let delays = format!(r#"{{"courier": {courier}}}"#);
    let body = format!(r#"{{"order_id": "o-1", "amount": 1, "delay_ms": {delays}}}"#);
    let bytes = body.len();
    format!("POST /order HTTP/1.1\r\nhost: localhost\r\ncontent-length: {bytes}\r\n\r\n{body}")
}

/// How a client leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    /// Closes its socket.
    Closes,
    /// Resets the connection, as a killed process may.
    Resets,
    /// Closes only its own side, and could still read.
    HalfCloses,
}

#[rstest]
#[tokio::test]
async fn a_client_that_leaves_cancels_its_order(
    #[values(Leaves::Closes, Leaves::Resets, Leaves::HalfCloses)] leaves: Leaves,
    #[values("", "\r\n", "POST /order HTT")] unread: &str,
) {
    let server = start(1).await;
    let mut client = TcpStream::connect(server.addr).await.unwrap();
    let said = request(60_000) + unread;
    client.write_all(said.as_bytes()).await.unwrap();
    server.running(1).await;
    assert_eq!(server.pool.busy(), 1);

    match leaves {
        Leaves::Closes => drop(client),
        Leaves::Resets => {
            client.set_zero_linger().unwrap();
            drop(client);
        }
        Leaves::HalfCloses => {
            client.shutdown().await.unwrap();
            let mut heard = Vec::new();
            // Whether by an end or by a reset.
            let _ = client.read_to_end(&mut heard).await;
            assert_eq!(heard, b"", "promised: no answer");
        }
    }
    server.running(0).await;
    assert_eq!(server.pool.busy(), 0);
    assert_eq!(server.stopped(Duration::ZERO).await, 0);
}

#[tokio::test]
async fn a_pipelined_order_dies_with_its_client() {
    let server = start(1).await;
    let mut client = TcpStream::connect(server.addr).await.unwrap();
    let said = request(60_000) + &request(0);
    client.write_all(said.as_bytes()).await.unwrap();
    server.running(1).await;
    drop(client);
    server.running(0).await;
    let begun = Arc::clone(&server.begun);
    assert_eq!(server.stopped(Duration::ZERO).await, 0);
    assert_eq!(begun.load(Ordering::Relaxed), 1);
}

#[rstest]
#[case::and_begun("", 100)]
#[case::and_asked_about("expect: 100-continue\r\n", 0)]
#[tokio::test]
async fn an_oversized_body_is_refused_unread(#[case] header: &str, #[case] sent: usize) {
    let server = start(1).await;
    let mut client = TcpStream::connect(server.addr).await.unwrap();
    let mut said = format!("POST /order HTTP/1.1\r\nhost: localhost\r\n{header}");
    said += "content-length: 10485760\r\n\r\n";
    said += &" ".repeat(sent);
    client.write_all(said.as_bytes()).await.unwrap();
    let mut heard = [0; 12];
    client.read_exact(&mut heard).await.unwrap();
    assert_eq!(str::from_utf8(&heard), Ok("HTTP/1.1 413"));
}

#[tokio::test]
async fn running_orders_are_answered_before_a_stop() {
    let server = start(1).await;
    // No order ends before the only courier is back.
    let on_the_road = server.pool.acquire().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut orders = JoinSet::new();
    for index in 0..40 {
        let delays = r#"{"courier": 1}"#;
        let body = format!(r#"{{"order_id": "o-{index}", "amount": 1, "delay_ms": {delays}}}"#);
        let order = client
            .post(format!("http://{}/order", server.addr))
            .body(body);
        orders.spawn(async move {
            let answer = order.send().await?.error_for_status()?;
            answer.bytes().await
        });
    }
    server.running(40).await;
    let stopped = server.stopped(LONG);
    let (cut, ()) = tokio::join!(stopped, async { drop(on_the_road) });
    assert_eq!(cut, 0);
    while let Some(answer) = orders.join_next().await {
        let answer = answer.unwrap().expect("promised: an answer");
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["status"], "ok");
    }
}

#[tokio::test]
async fn an_order_past_the_grace_is_cut() {
    let server = start(1).await;
    let tracker = server.pipeline.tracker().clone();
    let mut client = TcpStream::connect(server.addr).await.unwrap();
    client.write_all(request(60_000).as_bytes()).await.unwrap();
    server.running(1).await;
    let pool = server.pool.clone();
    assert_eq!(server.stopped(Duration::from_millis(50)).await, 1);
    // Its courier is free and its steps are dropped once the server has ended, or one turn later.
    tokio::task::yield_now().await;
    assert_eq!((tracker.running(), pool.busy()), (0, 0));
}
