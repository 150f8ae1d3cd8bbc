//! Statuses other than 2xx, and `Retry-After`.

use std::time::Duration;

use kata07_fanout::ApiError;
use rstest::rstest;

use super::{
    LONG,
    failing::{Then, failure_of},
};

#[rstest]
#[case("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", 404, None)]
#[case("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n", 500, None)]
#[case(
    "HTTP/1.1 302 Found\r\nlocation: /api/users/1/widgets\r\ncontent-length: 0\r\n\r\n",
    302,
    None
)]
#[case(
    "HTTP/1.1 429 No\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n",
    429,
    Some(7)
)]
#[case(
    "HTTP/1.1 503 No\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\ncontent-length: 0\r\n\r\n",
    503,
    Some(0)
)]
#[case(
    "HTTP/1.1 503 No\r\nretry-after: soon\r\ncontent-length: 0\r\n\r\n",
    503,
    None
)]
#[tokio::test]
async fn a_status_outside_2xx_is_an_error(
    #[case] talk: &'static str,
    #[case] expected: u16,
    #[case] seconds: Option<u64>,
) {
    let error = failure_of(talk, Then::NextRequest, LONG).await;
    let ApiError::Status {
        status,
        retry_after,
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(
        (status, retry_after),
        (expected, seconds.map(Duration::from_secs))
    );
}

/// Digits or a date, and nothing else.
#[rstest]
#[case::zero("0", Some(Duration::ZERO))]
#[case::leading_zeros("007", Some(Duration::from_secs(7)))]
#[case::more_than_fits_in_64_bits("99999999999999999999", Some(Duration::MAX))]
#[case::a_plus_sign("+1", None)]
#[case::a_minus_sign("-1", None)]
#[case::a_fraction("1.5", None)]
#[case::a_unit("1s", None)]
#[case::nothing("", None)]
#[tokio::test]
async fn retry_after_is_digits_or_a_date(#[case] asked: &str, #[case] expected: Option<Duration>) {
    let talk = format!("HTTP/1.1 429 No\r\nretry-after: {asked}\r\ncontent-length: 0\r\n\r\n");
    let error = failure_of(talk.leak(), Then::NextRequest, LONG).await;
    let ApiError::Status { retry_after, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(retry_after, expected);
}

#[tokio::test]
async fn a_retry_after_date_means_until_then() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(3_600));
    let talk = format!("HTTP/1.1 429 No\r\nretry-after: {date}\r\ncontent-length: 0\r\n\r\n");
    let error = failure_of(talk.leak(), Then::NextRequest, LONG).await;
    let ApiError::Status {
        retry_after: Some(wait),
        ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert!((3_000..=3_600).contains(&wait.as_secs()), "{wait:?}");
}
