//! Answers that are too long, late or broken.

use std::time::Duration;

use kata07_fanout::{ApiError, UserId, WidgetApi};
use rstest::rstest;
use tokio::net::TcpListener;

use super::{
    LONG,
    failing::{Then, failure_of},
    subject::HttpWidgetApi,
};

#[rstest]
#[case::with_a_length("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")]
#[case::until_it_closes("HTTP/1.1 200 OK\r\n\r\n")]
#[tokio::test]
async fn an_endless_body_is_too_large(#[case] talk: &'static str) {
    let error = failure_of(talk, Then::GoOn, LONG).await;
    assert!(
        matches!(error, ApiError::BodyTooLarge { limit: 10_000 }),
        "{error:?}"
    );
}

#[rstest]
#[case::silence("")]
#[case::half_a_head("HTTP/1.1 200 OK\r\ncontent-le")]
#[case::a_stalled_body("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello")]
#[tokio::test]
async fn a_late_answer_times_out(#[case] talk: &'static str) {
    let limit = Duration::from_millis(300);
    let error = failure_of(talk, Then::Hold, limit).await;
    let timed_out = matches!(error, ApiError::TimedOut { after } if after == limit);
    assert!(timed_out, "{error:?}");
}

#[rstest]
#[case::a_truncated_body("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello", Then::Close)]
#[case::a_truncated_head("HTTP/1.1 200 OK\r\ncontent-le", Then::Close)]
#[case::no_answer("", Then::Close)]
#[case::a_reset("", Then::Reset)]
#[case::a_reset_in_the_middle("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello", Then::Reset)]
#[case::no_http("SSH-2.0-OpenSSH_9.6\r\n", Then::Hold)]
#[tokio::test]
async fn a_broken_answer_is_a_transport_error(#[case] talk: &'static str, #[case] then: Then) {
    let error = failure_of(talk, then, LONG).await;
    assert!(matches!(error, ApiError::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_missing_server_is_a_transport_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let api = HttpWidgetApi::builder(&url).no_proxy().build().unwrap();
    let error = api.fetch_widgets(UserId(7)).await.unwrap_err();
    assert!(matches!(error, ApiError::Transport(_)), "{error:?}");
}
