//! The four functions over real sockets and the real clock: one test per pattern, and what the
//! adapter refuses. The tests wait for events; no time has an upper bound.

use std::{sync::Arc, time::Duration};

use axum::{Router, http::StatusCode, response::Redirect, routing::get};
use gateway::HttpService;
use pattern_comparison::{
    CallError, ErrorKind, Scenario, Service, Status, UserId,
    patterns::{channels, fail_fast, join_all, timeout_hybrid},
    section,
};
use rstest::rstest;
use shared_mocks::MockServer;
use timeline::Ending;
use tokio::{
    net::TcpListener,
    select,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Far longer than anything here takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

async fn start(scenario: &str) -> (MockServer, Vec<Arc<HttpService>>) {
    let server = MockServer::start(section).await.unwrap();
    let client = HttpService::client().unwrap();
    let base: reqwest::Url = server.url().parse().unwrap();
    let scenario: Scenario = scenario.parse().unwrap();
    let services = scenario.services().map(|(name, behaviour)| {
        Arc::new(HttpService::new(name, base.clone(), &client).with_behaviour(behaviour))
    });
    (server, services.collect())
}

/// How the server saw `service` end, once the server is idle.
async fn ending_at_the_server(server: &MockServer, service: &str) -> Ending {
    timeout(LONG, server.recorder().idle())
        .await
        .expect("the server comes to rest");
    let calls = server.recorder().calls();
    calls
        .iter()
        .find(|call| call.name == service)
        .expect("the server was asked")
        .ending
}

#[tokio::test]
async fn join_all_waits_for_the_others_over_http() {
    let (server, services) = start("user=20ms,orders=0ms:fail,notifications=20ms").await;
    let answer = timeout(LONG, join_all::fetch(&services, &UserId::default(), LONG))
        .await
        .unwrap();
    assert_eq!(answer.status(), Status::Partial);
    assert_eq!(answer.data["user"], section("user", "123").unwrap());
    assert_eq!(
        ending_at_the_server(&server, "notifications").await,
        Ending::Returned
    );
}

#[tokio::test]
async fn channels_outlive_their_caller_over_http() {
    let (server, services) = start("user=50ms,orders=50ms,notifications=50ms").await;
    let user = UserId::default();
    select! {
        biased;
        () = server.recorder().started(3) => {}
        _ = channels::fetch(&services, &user, LONG) => panic!("it answered before its caller left"),
        () = sleep(LONG) => panic!("the server was not asked three times"),
    }
    for service in ["user", "orders", "notifications"] {
        assert_eq!(
            ending_at_the_server(&server, service).await,
            Ending::Returned
        );
    }
}

#[tokio::test]
async fn timeout_hybrid_stops_a_hanging_call_over_http() {
    let (server, services) = start("user=0ms,orders=0ms,notifications=hang").await;
    let deadline = Duration::from_secs(1);
    let answer = timeout_hybrid::fetch(&services, &UserId::default(), deadline).await;
    let hung = answer.errors.last().expect("one service hangs");
    assert_eq!(hung.service, "notifications");
    assert_eq!(hung.error.kind(), ErrorKind::Timeout);
    assert_eq!(
        ending_at_the_server(&server, "notifications").await,
        Ending::Dropped
    );
}

#[tokio::test]
async fn fail_fast_stops_the_siblings_over_http() {
    let (server, services) = start("user=hang,orders=100ms:fail,notifications=hang").await;
    let answer = fail_fast::fetch(&services, &UserId::default(), LONG).await;
    assert_eq!(answer.status(), Status::Failed);
    assert_eq!(answer.errors.len(), 1);
    assert_eq!(answer.errors[0].service, "orders");
    assert_eq!(ending_at_the_server(&server, "user").await, Ending::Dropped);
    assert_eq!(
        ending_at_the_server(&server, "notifications").await,
        Ending::Dropped
    );
}

/// Odd services, each named for its answer. They stand under `/api` to show that the base URL's path
/// is kept.
async fn odd_services() -> (String, JoinSet<std::io::Result<()>>) {
    let of_bytes = |bytes: usize| move || async move { format!("\"{}\"", "x".repeat(bytes - 2)) };
    let router = Router::new()
        .route("/api/mock/teapot/{user}", get(StatusCode::IM_A_TEAPOT))
        .route(
            "/api/mock/elsewhere/{user}",
            get(Redirect::to("/api/mock/full/1")),
        )
        .route("/api/mock/prose/{user}", get("once upon a time"))
        .route("/api/mock/full/{user}", get(of_bytes(1 << 20)))
        .route("/api/mock/flood/{user}", get(of_bytes((1 << 20) + 1)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/", listener.local_addr().unwrap());
    let mut server = JoinSet::new();
    server.spawn(axum::serve(listener, router).into_future());
    (base, server)
}

async fn ask(name: &str) -> Result<serde_json::Value, CallError> {
    let (base, _server) = odd_services().await;
    let client = HttpService::client().unwrap();
    let service = HttpService::new(name, base.parse().unwrap(), &client);
    service.call(&UserId::default()).await
}

#[tokio::test]
async fn a_section_may_reach_the_limit() {
    let section = ask("full").await.unwrap();
    assert_eq!(section.as_str().unwrap().len(), (1 << 20) - 2);
}

#[rstest]
#[case::not_2xx("teapot", "the call failed: HTTP status 418 I'm a teapot")]
#[case::a_redirect("elsewhere", "the call failed: HTTP status 303 See Other")]
#[case::not_json("prose", "the call failed: not JSON: ")]
#[case::too_large("flood", "the call failed: an answer of more than 1048576 bytes")]
#[tokio::test]
async fn refuses_bad_sections(#[case] name: &str, #[case] message: &str) {
    let error = ask(name).await.unwrap_err();
    assert!(chain(&error).starts_with(message), "{}", chain(&error));
}

fn chain(error: &CallError) -> String {
    let mut line = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        line = format!("{line}: {cause}");
        source = cause.source();
    }
    line
}
