//! What `GET /metrics` says.

use axum::http::header::CONTENT_TYPE;
use pattern_comparison::SERVICES;
use rstest::rstest;
use tokio::{select, time::sleep};

use super::{LONG, TestGateway};

#[tokio::test]
async fn every_series_exists_from_the_start() {
    let gateway = TestGateway::start().await;
    let page = gateway.get("/metrics").await;
    let content_type = page.headers[CONTENT_TYPE].to_str().unwrap();
    assert!(content_type.starts_with("application/openmetrics-text"));
    assert!(page.text.ends_with("# EOF\n"));
    for pattern in ["join-all", "channels", "timeout-hybrid", "fail-fast"] {
        for status in ["complete", "partial", "failed", "abandoned"] {
            let series =
                format!("gateway_requests_total{{pattern={pattern:?},status={status:?}}} ");
            assert_eq!(gateway.metric(&series).await, 0);
        }
        let series = format!("upstream_calls_running{{pattern={pattern:?}}} ");
        assert_eq!(gateway.metric(&series).await, 0);
        let series = format!("gateway_request_duration_seconds_count{{pattern={pattern:?}}} ");
        assert_eq!(gateway.metric(&series).await, 0);
        for service in SERVICES {
            let series =
                format!("gateway_timeouts_total{{pattern={pattern:?},service={service:?}}} ");
            assert_eq!(gateway.metric(&series).await, 0);
        }
    }
    for service in SERVICES {
        for ending in ["returned", "failed", "panicked", "dropped"] {
            let series = format!("upstream_calls_total{{service={service:?},ending={ending:?}}} ");
            assert_eq!(gateway.metric(&series).await, 0);
        }
    }
}

#[tokio::test]
async fn requests_and_calls_are_counted_by_ending() {
    let gateway = TestGateway::start().await;
    let scenario = "user=0ms,orders=0ms:fail,notifications=hang";
    let path = format!("/api/aggregate/timeout-hybrid?scenario={scenario}&deadline=1s");
    gateway.get(&path).await;
    for series in [
        r#"gateway_requests_total{pattern="timeout-hybrid",status="partial"} "#,
        r#"gateway_request_duration_seconds_count{pattern="timeout-hybrid"} "#,
        r#"gateway_timeouts_total{pattern="timeout-hybrid",service="notifications"} "#,
        r#"upstream_calls_total{service="user",ending="returned"} "#,
        r#"upstream_calls_total{service="orders",ending="failed"} "#,
        r#"upstream_calls_total{service="notifications",ending="dropped"} "#,
    ] {
        assert_eq!(gateway.metric(series).await, 1, "{series}");
    }
    // Neither an answer nor a failure is a timeout.
    for service in ["user", "orders"] {
        let series =
            format!("gateway_timeouts_total{{pattern=\"timeout-hybrid\",service={service:?}}} ");
        assert_eq!(gateway.metric(&series).await, 0, "{series}");
    }
}

#[tokio::test]
async fn durations_are_in_seconds() {
    let gateway = TestGateway::start().await;
    let path = "/api/aggregate/join-all?scenario=user=200ms,orders=0ms,notifications=0ms";
    gateway.get(path).await;
    let series = r#"gateway_request_duration_seconds_sum{pattern="join-all"} "#;
    let sum: f64 = gateway.sample(series).await.parse().unwrap();
    // In milliseconds it would be 200 or more.
    assert!((0.2..200.0).contains(&sum), "{sum}");
}

/// The lesson, as an operator sees it.
#[rstest]
#[case("join-all", 3)]
#[case("channels", 3)]
#[case("timeout-hybrid", 0)]
#[case("fail-fast", 0)]
#[tokio::test]
async fn leaving_stops_only_owned_calls(#[case] pattern: &str, #[case] running: u64) {
    let gateway = TestGateway::start().await;
    let scenario = "user=hang,orders=hang,notifications=hang";
    let path = format!("/api/aggregate/{pattern}?scenario={scenario}&deadline=60s");
    select! {
        _ = gateway.get(&path) => {
            panic!("services that hang were not waited for")
        }
        () = gateway.mocks.recorder().started(3) => {}
        () = sleep(LONG) => panic!("the services were not asked"),
    }
    // A dropped set's tasks end at the runtime's next turn.
    tokio::task::yield_now().await;
    let series = format!("upstream_calls_running{{pattern={pattern:?}}} ");
    assert_eq!(gateway.metric(&series).await, running);
    let series = format!("gateway_requests_total{{pattern={pattern:?},status=\"abandoned\"}} ");
    assert_eq!(gateway.metric(&series).await, 1);
}
