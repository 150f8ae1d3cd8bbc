//! The gateway over real sockets: a client that disconnects, and a stop under load.

use std::{net::SocketAddr, time::Duration};

use rstest::rstest;
use shared_server::{RunningServer, Server};
use timeline::Ending;
use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet, time::timeout};

use super::{LONG, TestGateway};

struct Started {
    gateway: TestGateway,
    addr: SocketAddr,
    server: RunningServer,
}

async fn start() -> Started {
    let gateway = TestGateway::start().await;
    let any_port = ([127, 0, 0, 1], 0).into();
    let bound = Server::bind(any_port, gateway.router.clone()).await;
    let (server, addr) = bound.unwrap();
    Started {
        gateway,
        addr,
        server: server.spawn(),
    }
}

#[rstest]
#[case("join-all", "500ms", Ending::Returned)]
#[case("channels", "500ms", Ending::Returned)]
#[case("timeout-hybrid", "hang", Ending::Dropped)]
#[case("fail-fast", "hang", Ending::Dropped)]
#[tokio::test]
async fn a_disconnect_stops_only_owned_calls(
    #[case] pattern: &str,
    #[case] behaviour: &str,
    #[case] ending: Ending,
) {
    let started = start().await;
    let recorder = started.gateway.mocks.recorder();
    let scenario = format!("user={behaviour},orders={behaviour},notifications={behaviour}");
    let mut client = TcpStream::connect(started.addr).await.unwrap();
    let request = format!(
        "GET /api/aggregate/{pattern}?scenario={scenario}&deadline=60s HTTP/1.1\r\nhost: localhost\r\n\r\n"
    );
    client.write_all(request.as_bytes()).await.unwrap();
    timeout(LONG, recorder.started(3))
        .await
        .expect("the services are asked");

    drop(client);
    timeout(LONG, recorder.idle())
        .await
        .expect("the services come to rest");
    let endings: Vec<_> = recorder.calls().iter().map(|call| call.ending).collect();
    assert_eq!(endings, [ending; 3]);
}

#[tokio::test]
async fn running_requests_are_answered_before_a_stop() {
    let mut started = start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut requests = JoinSet::new();
    for index in 0..12 {
        let pattern = ["join-all", "channels", "timeout-hybrid", "fail-fast"][index % 4];
        let request = client.get(format!(
            "http://{}/api/aggregate/{pattern}?scenario=one-hangs&deadline=60s",
            started.addr
        ));
        requests.spawn(async move {
            let answer = request.send().await?.error_for_status()?;
            answer.text().await
        });
    }
    let recorder = started.gateway.mocks.recorder().clone();
    timeout(LONG, recorder.started(36))
        .await
        .expect("the services are asked");
    // Stopping the mocks breaks every hanging connection, so all requests can answer.
    started.server.stop(LONG);
    started
        .gateway
        .mocks
        .shutdown(Duration::from_millis(500))
        .await;
    let cut = timeout(LONG, started.server.ended()).await;
    assert_eq!(cut.expect("the server ends"), 0);
    let mut answered = 0;
    while let Some(answer) = requests.join_next().await {
        // A fail-fast answer is 502, which is an answer too.
        let refused = answer.unwrap().is_err_and(|error| error.status().is_none());
        assert!(!refused, "promised: an answer");
        answered += 1;
    }
    assert_eq!(answered, 12);
}
