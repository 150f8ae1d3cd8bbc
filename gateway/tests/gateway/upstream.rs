//! `--upstream`: real services under the mocks' paths.

use axum::{
    Json, Router,
    http::{StatusCode, Uri, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use gateway::Upstream;
use rstest::rstest;
use serde_json::json;
use shared_server::{RunningServer, Server};

use super::{ask, router};

/// Numbers that neither a float nor an integer of 64 bits can hold.
const EXACT: &str = r#"{"big":12345678901234567890123,"tiny":1.0e-400,"x":1.5777777777770001}"#;

/// A service whose answer depends on the user's name.
async fn answer(uri: Uri) -> Response {
    match uri.path().rsplit('/').next() {
        Some("well") => Json(json!({ "user_id": "well" })).into_response(),
        Some("exact") => ([(CONTENT_TYPE, "application/json")], EXACT).into_response(),
        Some("missing") => StatusCode::NOT_FOUND.into_response(),
        Some("page") => Html("<p>no JSON</p>").into_response(),
        Some("endless") => Json(json!("x".repeat(1 << 20))).into_response(),
        _ => Redirect::temporary("/well").into_response(),
    }
}

/// A gateway in front of such services, and the handle that keeps them alive.
async fn start() -> (Router, RunningServer) {
    let services = Router::new().route("/shop/mock/{service}/{user_id}", get(answer));
    let any_port = ([127, 0, 0, 1], 0).into();
    let (server, addr) = Server::bind(any_port, services).await.unwrap();
    let base = format!("http://{addr}/shop/").parse().unwrap();
    (router(Upstream::real(base).unwrap(), 512), server.spawn())
}

#[rstest]
#[case("well", "complete", 200)]
#[case("missing", "failed", 502)]
#[case("page", "failed", 502)]
#[case("endless", "failed", 502)]
#[case("elsewhere", "failed", 502)]
#[tokio::test]
async fn a_section_needs_2xx_and_json(
    #[case] user_id: &str,
    #[case] status: &str,
    #[case] http_status: u16,
) {
    let (router, _serving) = start().await;
    let path = format!("/api/aggregate/timeout-hybrid?user_id={user_id}&deadline=60s");
    let answer = ask(&router, "GET", &path).await;
    assert_eq!(answer.status, http_status);
    let answer = answer.json();
    assert_eq!(answer["status"], status);
    let failed = answer["errors"].as_array().unwrap();
    assert!(failed.iter().all(|error| error["kind"] == "failed"));
}

#[rstest]
#[tokio::test]
async fn numbers_keep_every_digit(
    #[values("join-all", "channels", "timeout-hybrid", "fail-fast")] pattern: &str,
) {
    let (router, _serving) = start().await;
    let path = format!("/api/aggregate/{pattern}?user_id=exact&deadline=60s");
    let answer = ask(&router, "GET", &path).await.text;
    assert_eq!(answer.matches(EXACT).count(), 3, "{answer}");
}

#[tokio::test]
async fn real_services_play_no_scenario() {
    let (router, _serving) = start().await;
    let answer = ask(&router, "GET", "/api/aggregate/fail-fast?scenario=healthy").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"]["kind"], "bad_request");
    // The comparison plays them in memory, whatever the upstream is.
    let answer = ask(&router, "GET", "/api/compare?scenario=healthy").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_unreachable_service_has_failed() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = free.local_addr().unwrap();
    drop(free);
    let base = format!("http://{addr}").parse().unwrap();
    let router = router(Upstream::real(base).unwrap(), 512);
    let answer = ask(&router, "GET", "/api/aggregate/channels").await;
    assert_eq!(answer.status, 502);
    let message = answer.json()["errors"][0]["message"].to_string();
    assert!(
        !message.contains(&addr.to_string()),
        "clients learn nothing of the inside: {message}"
    );
}
