//! `GET /api/aggregate/{pattern}` and `GET /api/compare`.

use pattern_comparison::{Lane, Pattern, Report, compare::in_virtual_time, section};
use rstest::rstest;
use serde_json::{Value, json};
use shared_mocks::Log;
use tracing::instrument::WithSubscriber;

use super::TestGateway;

#[rstest]
#[tokio::test]
async fn every_pattern_gives_every_section(
    #[values("join-all", "channels", "timeout-hybrid", "fail-fast")] pattern: &str,
) {
    let gateway = TestGateway::start().await;
    let path = format!("/api/aggregate/{pattern}?scenario=user=1ms,orders=2ms,notifications=3ms");
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
async fn the_paths_of_the_go_gateway_are_there(#[case] path: &str, #[case] pattern: Pattern) {
    let gateway = TestGateway::start().await;
    let answer = gateway.get(&format!("/api/aggregate/{path}")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["pattern"], pattern.name());
    // User 123, unless told otherwise.
    assert_eq!(
        answer.json()["data"]["user"],
        section("user", "123").unwrap()
    );
}

const FAILS: &str = "user=1ms,orders=20ms:fail,notifications=1ms";
const PANICS: &str = "user=1ms,orders=20ms:panic,notifications=1ms";
const HANGS: &str = "user=1ms,orders=hang,notifications=1ms";
const ALL_FAIL: &str = "user=40ms:fail,orders=20ms:fail,notifications=1ms:fail";
const NOBODY: &str = "user=1ms:fail,orders=hang,notifications=hang";
const ALL_HANG: &str = "user=hang,orders=hang,notifications=hang";

#[rstest]
#[case("join-all", FAILS, 200, "partial", 2, "orders failed")]
#[case("channels", FAILS, 200, "partial", 2, "orders failed")]
#[case("timeout-hybrid", FAILS, 200, "partial", 2, "orders failed")]
#[case("fail-fast", FAILS, 502, "failed", 0, "orders failed")]
#[case("channels", PANICS, 200, "partial", 2, "orders failed")]
#[case("fail-fast", PANICS, 502, "failed", 0, "orders failed")]
#[case("timeout-hybrid", HANGS, 200, "partial", 2, "orders timeout")]
#[case("fail-fast", HANGS, 504, "failed", 0, "orders timeout")]
#[case(
    "join-all",
    ALL_FAIL,
    502,
    "failed",
    0,
    "user failed, orders failed, notifications failed"
)]
#[case(
    "channels",
    ALL_FAIL,
    502,
    "failed",
    0,
    "user failed, orders failed, notifications failed"
)]
#[case(
    "timeout-hybrid",
    ALL_FAIL,
    502,
    "failed",
    0,
    "user failed, orders failed, notifications failed"
)]
#[case("fail-fast", ALL_FAIL, 502, "failed", 0, "notifications failed")]
#[case(
    "timeout-hybrid",
    NOBODY,
    504,
    "failed",
    0,
    "user failed, orders timeout, notifications timeout"
)]
#[case("fail-fast", NOBODY, 502, "failed", 0, "user failed")]
#[case(
    "timeout-hybrid",
    ALL_HANG,
    504,
    "failed",
    0,
    "user timeout, orders timeout, notifications timeout"
)]
#[case(
    "fail-fast",
    ALL_HANG,
    504,
    "failed",
    0,
    "user timeout, orders timeout, notifications timeout"
)]
#[tokio::test]
async fn a_service_that_is_not_well(
    #[case] pattern: &str,
    #[case] scenario: &str,
    #[case] http_status: u16,
    #[case] status: &str,
    #[case] sections: usize,
    #[case] errors: &str,
) {
    let gateway = TestGateway::start().await;
    let path = format!("/api/aggregate/{pattern}?scenario={scenario}&deadline=300ms");
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
async fn a_comparison_is_that_of_the_command(
    #[case] scenario: &str,
    #[case] deadline: &str,
    #[case] query: &str,
) {
    let gateway = TestGateway::start().await;
    let answer = gateway.get(&format!("/api/compare?{query}")).await;
    assert_eq!(answer.status, 200);
    let (selection, deadline) = (scenario.parse().unwrap(), deadline.parse().unwrap());
    let play = move || in_virtual_time(selection, deadline, &Lane::PATTERNS);
    let comparison = tokio::task::spawn_blocking(play).await.unwrap().unwrap();
    let report = serde_json::to_value(Report::from(&comparison)).unwrap();
    assert_eq!(answer.json(), report);
}

#[tokio::test]
async fn the_log_names_who_timed_out_and_for_whom() {
    let gateway = TestGateway::start().await;
    let log = Log::default();
    let path = "/api/aggregate/timeout-hybrid?scenario=one-hangs&deadline=200ms&user_id=alice";
    let answer = gateway.get(path).with_subscriber(log.subscriber()).await;
    assert_eq!(answer.status, 200);
    let line = log.only("the message of a timeout", |line| {
        line.field("message") == Some("timed out")
    });
    line.promises_level(tracing::Level::WARN);
    line.promises("service", "notifications");
    line.promises("user_id", "alice");
    line.promises("pattern", "timeout-hybrid");
}

#[tokio::test]
async fn is_well() {
    let gateway = TestGateway::start().await;
    assert_eq!(
        gateway.get("/health").await.json(),
        json!({ "status": "ok" })
    );
}
