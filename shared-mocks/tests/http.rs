//! The scripts over real sockets and the real clock: the tests wait for events and assert no times.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use shared_judge::cut_short;
use shared_mocks::MockServer;
use timeline::Ending;
use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet, time::timeout};

/// Far longer than anything here takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

async fn orders_server() -> MockServer {
    MockServer::start(|service, user_id| (service == "orders").then(|| json!({ "id": user_id })))
        .await
        .unwrap()
}

fn client() -> Client {
    Client::builder().no_proxy().timeout(LONG).build().unwrap()
}

async fn get(server: &MockServer, path: &str) -> reqwest::Result<Response> {
    client().get(format!("{}{path}", server.url())).send().await
}

async fn json(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

fn endings(server: &MockServer) -> Vec<Ending> {
    server
        .recorder()
        .calls()
        .into_iter()
        .map(|call| call.ending)
        .collect()
}

#[rstest]
#[case("/mock/orders/123", 200, Ending::Returned)]
#[case("/mock/orders/123?behaviour=1ms", 200, Ending::Returned)]
#[case("/mock/orders/123?behaviour=1ms:fail", 500, Ending::Failed)]
#[tokio::test]
async fn plays_the_script_of_the_request(
    #[case] path: &str,
    #[case] status: u16,
    #[case] ending: Ending,
) {
    let server = orders_server().await;
    let response = get(&server, path).await.unwrap();
    assert_eq!(response.status(), status);
    assert_eq!(endings(&server), [ending]);
    if status == 200 {
        assert_eq!(json(response).await, json!({ "id": "123" }));
    }
}

#[tokio::test]
async fn a_panic_closes_only_its_connection() {
    let server = orders_server().await;
    assert!(
        get(&server, "/mock/orders/1?behaviour=0ms:panic")
            .await
            .is_err()
    );
    assert_eq!(
        get(&server, "/mock/orders/1").await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(endings(&server), [Ending::Panicked, Ending::Returned]);
}

#[rstest]
#[case("/mock/orders/1?behaviour=5parsecs", 400, "5parsecs")]
#[case("/mock/orders/1?behaviour=1ms:fial", 400, "fial")]
#[case("/mock/orders/1?behaviour=1ms:block", 400, "block")]
#[case("/mock/orders/1?behavior=1ms", 400, "behavior")]
#[case("/mock/oders/1", 404, "oders")]
#[tokio::test]
async fn a_bad_request_names_the_bad_word(
    #[case] path: &str,
    #[case] status: u16,
    #[case] word: &str,
) {
    let server = orders_server().await;
    let response = get(&server, path).await.unwrap();
    assert_eq!(response.status(), status);
    let body = json(response).await;
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(word), "{message}");
    assert_eq!(endings(&server), []);
}

#[tokio::test]
async fn a_handler_is_dropped_when_its_client_leaves() {
    let server = orders_server().await;
    let mut client = JoinSet::new();
    client.spawn(
        self::client()
            .get(format!("{}/mock/orders/1?behaviour=hang", server.url()))
            .send(),
    );
    timeout(LONG, server.recorder().started(1)).await.unwrap();
    client.shutdown().await;
    timeout(LONG, server.recorder().idle()).await.unwrap();
    assert_eq!(endings(&server), [Ending::Dropped]);
}

#[tokio::test]
async fn shutdown_lets_a_running_request_finish() {
    let server = orders_server().await;
    let recorder = server.recorder().clone();
    let request = client()
        .get(format!("{}/mock/orders/1?behaviour=50ms", server.url()))
        .send();
    let shutdown = async {
        recorder.started(1).await;
        server.shutdown(LONG).await
    };
    let (response, dropped) = tokio::join!(request, shutdown);
    assert_eq!(response.unwrap().status(), StatusCode::OK);
    assert_eq!(dropped, 0);
}

#[tokio::test]
async fn shutdown_counts_the_connections_it_cuts() {
    let server = orders_server().await;
    let (url, recorder) = (server.url(), server.recorder().clone());
    let request = client()
        .get(format!("{url}/mock/orders/1?behaviour=hang"))
        .send();
    let shutdown = async {
        recorder.started(1).await;
        server.shutdown(Duration::from_millis(10)).await
    };
    let (response, dropped) = timeout(LONG, async { tokio::join!(request, shutdown) })
        .await
        .unwrap();
    assert!(response.is_err());
    assert_eq!(dropped, 1);
    assert_eq!(recorder.calls()[0].ending, Ending::Dropped);
    assert!(
        TcpStream::connect(url.trim_start_matches("http://"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn idle_connections_do_not_delay_a_shutdown() {
    let server = orders_server().await;
    let addr = server.url().trim_start_matches("http://").to_owned();
    let silent = TcpStream::connect(&addr).await.unwrap();
    let mut half = TcpStream::connect(&addr).await.unwrap();
    half.write_all(b"GET /mock/orders/1 HT").await.unwrap();
    timeout(LONG, server.shutdown(Duration::from_millis(10)))
        .await
        .unwrap();
    drop((silent, half));
}

#[tokio::test]
async fn a_dropped_shutdown_closes_everything() {
    let server = orders_server().await;
    let recorder = server.recorder().clone();
    let request = client()
        .get(format!("{}/mock/orders/1?behaviour=hang", server.url()))
        .send();
    let drop_it = async {
        recorder.started(1).await;
        assert_eq!(cut_short(1, server.shutdown(LONG)).await, None);
    };
    let (response, ()) = tokio::join!(request, drop_it);
    assert!(response.is_err());
    timeout(LONG, recorder.idle()).await.unwrap();
}

#[tokio::test]
async fn dropping_the_server_closes_it() {
    let server = orders_server().await;
    let recorder = server.recorder().clone();
    let request = client()
        .get(format!("{}/mock/orders/1?behaviour=hang", server.url()))
        .send();
    let drop_it = async {
        recorder.started(1).await;
        drop(server);
    };
    let (response, ()) = tokio::join!(request, drop_it);
    assert!(response.is_err());
    assert_eq!(recorder.running(), 0);
}
