//! The stream yields each answer as it arrives, until the first error.

use futures::StreamExt;
use kata07_fanout::{FetchError, UserId};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_except, assert_failed, ended, fetched, ms, users, widgets},
};

type Item = Option<Result<(UserId, bytes::Bytes), FetchError>>;

/// The next item, which should be an answer.
#[track_caller]
pub(super) fn answer(item: Item) -> UserId {
    let item = item.unwrap_or_else(|| panic!("promised: an answer; found: the stream ended"));
    fetched(item).0
}

/// The next item, which should be an error.
#[track_caller]
pub(super) fn error(item: Item) -> Result<(), FetchError> {
    let item = item.unwrap_or_else(|| panic!("promised: an error; found: the stream ended"));
    item.map(drop)
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s10_yields_the_answers_as_they_come() {
    let (api, seen) = api_except("50ms", &[(0, "90ms"), (1, "10ms"), (2, "70ms")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let answers = client.fetch_stream(&cancel, users(0..4));
    let (answers, moment) = ended(&seen, answers.collect::<Vec<_>>()).await;
    let answers: Vec<_> = answers.into_iter().map(fetched).collect();
    let order: Vec<_> = answers.iter().map(|(user, _)| user.0).collect();
    moment.promised_that(
        &format!("users 1, 3, 2, 0 in this order; found: {order:?}"),
        order == [1, 3, 2, 0],
    );
    for (user, found) in answers {
        assert_eq!(found, widgets(user, 1), "the widgets of user {user}");
    }
    moment.promises_no_task();
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s11_fetches_a_duplicate_again() {
    let (api, seen) = api("10ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let answers = client.fetch_stream(&cancel, [1, 1, 2].map(UserId));
    let (answers, _) = ended(&seen, answers.collect::<Vec<_>>()).await;
    let answers = answers.into_iter().map(fetched).count();
    assert!(answers == 3, "promised: 3 answers; found: {answers}");
    seen.sent(3);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s12_ends_after_the_first_error() {
    let (api, seen) = api_except("10s", &[(0, "10ms"), (3, "40ms:fail")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let mut answers = client.fetch_stream(&cancel, users(0..100));
    let (first, _) = ended(&seen, answers.next()).await;
    assert_eq!(answer(first), UserId(0), "the first answer");
    let (second, moment) = ended(&seen, answers.next()).await;
    moment.promised_at(ms(40));
    assert_failed(error(second), 3, 1);
    moment.promises_no_task();
    assert!(
        !cancel.is_cancelled(),
        "promised: the caller's token is only read; found: cancelled"
    );
    // Also when it is cancelled now.
    cancel.cancel();
    let (third, _) = ended(&seen, answers.next()).await;
    assert!(
        third.is_none(),
        "promised: the stream has ended; found: {third:?}"
    );
}
