//! Refusals: as JSON, with a message that names the bad word.

use std::time::Duration;

use axum::http::header::{ALLOW, RETRY_AFTER};
use rstest::rstest;
use tokio::{select, time::sleep};

use super::{Answer, LONG, TestGateway, ask};

impl Answer {
    #[track_caller]
    fn refuses(&self, status: u16, kind: &str, named: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        let answer = self.json();
        assert_eq!(answer["error"]["kind"], kind);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(
            message.contains(named),
            "promised: {named:?} in {message:?}"
        );
        assert_eq!(answer.as_object().unwrap().len(), 1);
    }
}

#[rstest]
#[case("aggregate/fail-fast?user_id=../../health", "'.'")]
#[case("aggregate/fail-fast?user_id=", "1 to 64")]
#[case("aggregate/fail-fast?user_id=%3Cscript%3E", "'<'")]
#[case("aggregate/fail-fast?scenario=one-hangz", "one-hangz")]
#[case("aggregate/fail-fast?scenario=orders=61s", "61s")]
#[case("aggregate/fail-fast?scenario=orders=1ms:block", "block")]
#[case("aggregate/fail-fast?scenario=caller-leaves", "leave")]
#[case("aggregate/fail-fast?scenario=", "empty")]
#[case("aggregate/fail-fast?deadline=0ms", "0ms")]
#[case("aggregate/fail-fast?deadline=61s", "61s")]
#[case("aggregate/fail-fast?deadline=soon", "soon")]
#[case("compare?scenario=one-hangz", "one-hangz")]
#[case("compare?scenario=orders=1ms:block", "block")]
#[case("compare?deadline=1", "\"1\"")]
#[case("aggregate/fail-fast?senario=one-fails", "\"senario\"")]
#[case("aggregate/fail-fast?reach=100", "\"reach\"")]
#[case("aggregate/fail-fast?x", "\"x\"")]
#[case("aggregate/fail-fast?Scenario=healthy", "\"Scenario\"")]
#[case("compare?user_id=7", "\"user_id\"")]
#[tokio::test]
async fn a_bad_query_names_the_bad_word(#[case] path: &str, #[case] named: &str) {
    let gateway = TestGateway::start().await;
    let answer = gateway.get(&format!("/api/{path}")).await;
    answer.refuses(400, "bad_request", named);
    assert_eq!(
        gateway.mocks.recorder().calls().len(),
        0,
        "promised: no call"
    );
}

#[rstest]
#[tokio::test]
async fn unknown_parameters_are_refused_everywhere(
    #[values("/", "/health", "/metrics", "/page/style.css", "/page/pictures")] path: &str,
) {
    let gateway = TestGateway::start().await;
    let answer = gateway.get(&format!("{path}?senario=one-fails")).await;
    answer.refuses(400, "bad_request", "\"senario\"");
}

/// No message grows with the client's input.
#[rstest]
#[tokio::test]
async fn long_bad_input_is_quoted_shortened(
    #[values(
        "/api/aggregate/fail-fast?scenario=",
        "/api/aggregate/fail-fast?scenario=user=",
        "/api/aggregate/fail-fast?scenario=user=1ms:",
        "/api/aggregate/fail-fast?scenario=hang=",
        "/api/compare?scenario=leave=",
        "/api/aggregate/fail-fast?deadline=",
        "/api/aggregate/fail-fast?user_id=",
        "/api/aggregate/fail-fast?",
        "/api/aggregate/",
        "/page/pictures?reach="
    )]
    start: &str,
) {
    let gateway = TestGateway::start().await;
    let answer = gateway
        .get(&(start.to_owned() + &"%C3%A9".repeat(5_000)))
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.text);
    assert!(answer.text.len() < 600, "{}", answer.text);
}

#[rstest]
#[case("/api/aggregate/fail-slow", "fail-slow")]
#[case("/api/aggregate/%FF", "UTF-8")]
#[case("/api/aggregate/", "no such path")]
#[case("/api/nothing", "no such path")]
#[case("/nothing", "no such path")]
#[tokio::test]
async fn an_unknown_path_is_not_found(#[case] path: &str, #[case] named: &str) {
    let gateway = TestGateway::start().await;
    gateway.get(path).await.refuses(404, "not_found", named);
}

#[rstest]
#[case("/api/aggregate/fail-fast")]
#[case("/api/compare")]
#[case("/health")]
#[case("/metrics")]
#[case("/")]
#[tokio::test]
async fn other_methods_are_refused(#[case] path: &str) {
    let gateway = TestGateway::start().await;
    let answer = ask(&gateway.router, "POST", path).await;
    answer.refuses(405, "method_not_allowed", "GET");
    assert!(answer.headers.contains_key(ALLOW));
}

#[tokio::test]
async fn requests_over_the_limit_are_refused() {
    let gateway = TestGateway::with_room_for(1).await;
    let refused = async {
        gateway.mocks.recorder().started(3).await;
        let refused = gateway.get("/api/compare").await;
        refused.refuses(503, "overloaded", "no more than 1");
        assert_eq!(refused.headers[RETRY_AFTER], "1");
        // Only the API counts.
        assert_eq!(gateway.get("/health").await.status, 200);
    };
    select! {
        _ = gateway.get("/api/aggregate/fail-fast?scenario=one-hangs&deadline=60s") => {
            panic!("a service that hangs was not waited for")
        }
        () = refused => {}
        () = sleep(LONG) => panic!("the services were not asked"),
    }
    // A client that leaves frees its place.
    sleep(Duration::ZERO).await;
    assert_eq!(gateway.get("/api/compare").await.status, 200);
}
