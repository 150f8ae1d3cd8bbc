//! `GET /api/aggregate/{pattern}` and `GET /api/compare`.

use pattern_comparison::{Pattern, Report, compare::in_virtual_time, section};
use rstest::rstest;
use serde_json::{Value, json};
use shared_judge::Log;
use tracing::{Level, instrument::WithSubscriber};

use super::TestGateway;

#[rstest]
#[tokio::test]
async fn every_pattern_returns_every_section(
    #[values("join-all", "channels", "timeout-hybrid", "fail-fast")] pattern: &str,
) {
    let gateway = TestGateway::start().await;
    let path = format!(
        "/api/aggregate/{pattern}?scenario=user=1ms,orders=2ms,notifications=3ms&deadline=60s"
    );
    let answer = gateway.get(&(path + "&user_id=Al-ice_7")).await;
    assert_eq!(answer.status, 200);
    let mut answer = answer.json();
    let took = answer.as_object_mut().unwrap().remove("duration_ms");
    assert!(took.unwrap().as_u64().unwrap() >= 3);
    let sections = ["notifications", "orders", "user"]
        .map(|service| (service.to_owned(), section(service, "Al-ice_7").unwrap()));
    assert_eq!(
        answer,
        json!({
            "pattern": pattern,
            "status": "complete",
            "data": Value::Object(sections.into_iter().collect()),
            "errors": [],
        })
    );
}

#[rstest]
#[case("wg", Pattern::JoinAll)]
#[case("channel", Pattern::Channels)]
#[case("channel-with-context-timeout", Pattern::TimeoutHybrid)]
#[tokio::test]
async fn the_go_gateways_paths_work(#[case] path: &str, #[case] pattern: Pattern) {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .get(&format!("/api/aggregate/{path}?deadline=60s"))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["pattern"], pattern.name());
    // The default user is 123.
    assert_eq!(
        answer.json()["data"]["user"],
        section("user", "123").unwrap()
    );
}

/// Only the healthy scenario is complete within two seconds.
#[tokio::test]
async fn the_default_scenario_is_healthy() {
    let gateway = TestGateway::start().await;
    let answer = gateway.get("/api/aggregate/fail-fast?deadline=2s").await;
    let answer = answer.json();
    assert_eq!(answer["status"], "complete");
    assert_eq!(answer["data"].as_object().unwrap().len(), 3);
    assert!(answer["duration_ms"].as_u64().unwrap() >= 80);
}

const FAILS: &str = "user=0ms,orders=0ms:fail,notifications=0ms";
const PANICS: &str = "user=0ms,orders=0ms:panic,notifications=0ms";
const HANGS: &str = "user=0ms,orders=hang,notifications=0ms";
const ALL_FAIL: &str = "user=20ms:fail,orders=10ms:fail,notifications=0ms:fail";
const ONE_FAILS_FIRST: &str = "user=30s:fail,orders=30s:fail,notifications=0ms:fail";
const NO_SECTION: &str = "user=0ms:fail,orders=hang,notifications=hang";
const ALL_HANG: &str = "user=hang,orders=hang,notifications=hang";

/// A deadline that never passes here.
const FAR: &str = "60s";
/// Enough for services that answer immediately.
const AMPLE: &str = "1s";
/// Everything that it cuts off hangs.
const SOON: &str = "50ms";

const ALL_FAILED: &str = "user failed, orders failed, notifications failed";
const ONE_FAILED_TWO_LATE: &str = "user failed, orders timeout, notifications timeout";
const ALL_TIMED_OUT: &str = "user timeout, orders timeout, notifications timeout";

#[rstest]
#[case("join-all", FAILS, FAR, 200, "partial", 2, "orders failed")]
#[case("channels", FAILS, FAR, 200, "partial", 2, "orders failed")]
#[case("timeout-hybrid", FAILS, FAR, 200, "partial", 2, "orders failed")]
#[case("fail-fast", FAILS, FAR, 502, "failed", 0, "orders failed")]
#[case("channels", PANICS, FAR, 200, "partial", 2, "orders failed")]
#[case("fail-fast", PANICS, FAR, 502, "failed", 0, "orders failed")]
#[case("timeout-hybrid", HANGS, AMPLE, 200, "partial", 2, "orders timeout")]
#[case("fail-fast", HANGS, AMPLE, 504, "failed", 0, "orders timeout")]
#[case("join-all", ALL_FAIL, FAR, 502, "failed", 0, ALL_FAILED)]
#[case("channels", ALL_FAIL, FAR, 502, "failed", 0, ALL_FAILED)]
#[case("timeout-hybrid", ALL_FAIL, FAR, 502, "failed", 0, ALL_FAILED)]
#[case(
    "fail-fast",
    ONE_FAILS_FIRST,
    FAR,
    502,
    "failed",
    0,
    "notifications failed"
)]
#[case(
    "timeout-hybrid",
    NO_SECTION,
    AMPLE,
    504,
    "failed",
    0,
    ONE_FAILED_TWO_LATE
)]
#[case("fail-fast", NO_SECTION, FAR, 502, "failed", 0, "user failed")]
#[case("timeout-hybrid", ALL_HANG, SOON, 504, "failed", 0, ALL_TIMED_OUT)]
#[case("fail-fast", ALL_HANG, SOON, 504, "failed", 0, ALL_TIMED_OUT)]
#[tokio::test]
async fn statuses_follow_the_table(
    #[case] pattern: &str,
    #[case] scenario: &str,
    #[case] deadline: &str,
    #[case] http_status: u16,
    #[case] status: &str,
    #[case] sections: usize,
    #[case] errors: &str,
) {
    let gateway = TestGateway::start().await;
    let path = format!("/api/aggregate/{pattern}?scenario={scenario}&deadline={deadline}");
    let answer = gateway.get(&path).await;
    assert_eq!(answer.status, http_status);
    let answer = answer.json();
    assert_eq!(answer["status"], status);
    assert_eq!(answer["data"].as_object().unwrap().len(), sections);
    let found = answer["errors"].as_array().unwrap().iter().map(|error| {
        assert!(error["message"].is_string());
        format!(
            "{} {}",
            error["service"].as_str().unwrap(),
            error["kind"].as_str().unwrap()
        )
    });
    assert_eq!(found.collect::<Vec<_>>().join(", "), errors);
}

#[rstest]
#[case("one-hangs", "1s", "scenario=one-hangs")]
#[case(
    "orders=10ms:fail",
    "250ms",
    "scenario=orders%3D10ms:fail&deadline=250ms"
)]
#[case("user=1ms orders=2ms", "1s", "scenario=user=1ms+orders=2ms")]
#[case("user=1ms orders=2ms", "1s", "scenario=user=1ms%20orders=2ms")]
#[case("caller-leaves", "1s", "scenario=healthy&scenario=caller-leaves")]
#[case("healthy", "1s", "")]
#[tokio::test]
async fn a_comparison_matches_the_command(
    #[case] scenario: &str,
    #[case] deadline: &str,
    #[case] query: &str,
) {
    let gateway = TestGateway::start().await;
    let answer = gateway.get(&format!("/api/compare?{query}")).await;
    assert_eq!(answer.status, 200);
    let (selection, deadline) = (scenario.parse().unwrap(), deadline.parse().unwrap());
    let play = move || in_virtual_time(selection, deadline);
    let comparison = tokio::task::spawn_blocking(play).await.unwrap();
    let report = serde_json::to_value(Report::from(&comparison)).unwrap();
    assert_eq!(answer.json(), report);
}

#[tokio::test]
async fn the_log_names_the_late_service() {
    let query = format!("scenario={ALL_HANG}&deadline={SOON}");
    let log = logged("timeout-hybrid", &query).await;
    let line = log.only("the message of a timeout", |line| {
        line.field("message") == Some("timed out") && line.field("service") == Some("orders")
    });
    line.promises_level(Level::WARN);
    line.promises("user_id", "alice");
    line.promises("pattern", "timeout-hybrid");
}

#[tokio::test]
async fn the_log_names_the_failed_service() {
    let query = format!("scenario={ONE_FAILS_FIRST}&deadline={FAR}");
    let log = logged("fail-fast", &query).await;
    let line = log.only("the message of a failure", |line| {
        line.field("message") == Some("failed")
    });
    line.promises_level(Level::WARN);
    line.promises("service", "notifications");
    line.promises("user_id", "alice");
    line.promises("pattern", "fail-fast");
    let error = line.field("error").unwrap_or_default();
    assert!(
        error.contains("500"),
        "promised: the HTTP status in {error:?}"
    );
}

#[tokio::test]
async fn the_log_says_how_requests_ended() {
    let query = "scenario=user=20ms,orders=0ms,notifications=0ms&deadline=60s";
    let log = logged("join-all", query).await;
    let line = log.only("the message of an answer", |line| {
        line.field("message") == Some("answered")
    });
    line.promises_level(Level::INFO);
    line.promises("status", "complete");
    line.promises("user_id", "alice");
    let duration_ms: u64 = line.field("duration_ms").unwrap().parse().unwrap();
    assert!(duration_ms >= 20, "{duration_ms}");
}

async fn logged(pattern: &str, query: &str) -> Log {
    let gateway = TestGateway::start().await;
    let log = Log::default();
    let path = format!("/api/aggregate/{pattern}?user_id=alice&{query}");
    gateway.get(&path).with_subscriber(log.subscriber()).await;
    log
}

#[tokio::test]
async fn health_says_ok() {
    let gateway = TestGateway::start().await;
    assert_eq!(
        gateway.get("/health").await.json(),
        json!({ "status": "ok" })
    );
}
