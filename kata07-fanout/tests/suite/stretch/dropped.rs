//! Dropped at any await, a call leaves nothing and loses no token.

use futures::StreamExt;
use kata07_fanout::UserId;
use shared_judge::{Moment, cut_short};
use shared_mocks::Behaviour;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{ScriptedApi, Seen, ended, fetched, ms, nonzero, scripted, status, users},
};

/// User 0 fails once and pauses for 30 ms, so that a call may be dropped in a pause. All is over
/// before there is a third token, so every token is used.
fn fails_user_0_once() -> (ScriptedApi, Seen) {
    let answer: Behaviour = "10ms".parse().expect("it is a script");
    let fail: Behaviour = "10ms:fail".parse().expect("it is a script");
    scripted(move |user, attempt| match (user, attempt) {
        (UserId(0), 1) => (fail, Some(status(503, Some(ms(30))))),
        _ => (answer, None),
    })
}

#[tokio::test(start_paused = true)]
pub(crate) async fn s15_leaves_nothing_when_dropped_at_any_await() {
    for streamed in [false, true] {
        for polls in 0.. {
            let (api, seen) = fails_user_0_once();
            let client = FanOutClient::builder(api)
                .burst(nonzero(2))
                .max_attempts(nonzero(2))
                .jitter_seed(7)
                .build();
            let cancel = CancellationToken::new();
            let returned = if streamed {
                let answers = client.fetch_stream(&cancel, users(0..4));
                let call = cut_short(polls, answers.collect::<Vec<_>>());
                ended(&seen, call).await.0.is_some()
            } else {
                let call = cut_short(polls, client.fetch_all(&cancel, users(0..4)));
                ended(&seen, call).await.0.is_some()
            };
            yield_now().await;
            let moment = Moment::of(&seen.recorder, format!("dropped after {polls} polls"));
            moment.promised_that("no request is running", seen.recorder.running() == 0);
            moment.promises_no_task();
            // Each request took one token, and nothing else did: the next goes when it may.
            let (sent, now) = (seen.starts().len(), seen.recorder.elapsed());
            let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(4..5))).await;
            fetched(result);
            seen.keeps_the_rate(10, 2);
            let next = *seen.starts().last().expect("one was sent just now");
            // The first two are free, and there is one more each tenth of a second.
            let due = ms(100) * u32::try_from(sent.saturating_sub(1)).expect("they are few");
            moment.promised_that(
                &format!(
                    "the next request at {:?}, so no token is lost; found: {next:?} (dropped after \
                     {polls} polls)",
                    due.max(now)
                ),
                next == due.max(now),
            );
            if returned {
                assert!(
                    polls > 1,
                    "promised: to wait for the answers; found: it returned at once"
                );
                break;
            }
        }
    }
}
