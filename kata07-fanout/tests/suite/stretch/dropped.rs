//! Dropped at any await, it leaves nothing, and takes no token.

use futures::StreamExt;
use kata07_fanout::{ApiError, UserId};
use shared_judge::cut_short;
use shared_mocks::Behaviour;
use tokio::{task::yield_now, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{ScriptedApi, Seen, alive_tasks, ms, nonzero, scripted, users},
};

/// An API that asks for a pause, so that a call may be dropped in it. It is over before there is
/// another token, so that none is ever left unused.
fn fails_user_0_once() -> (ScriptedApi, Seen) {
    let answer: Behaviour = "10ms".parse().expect("it is a script");
    let fail: Behaviour = "10ms:fail".parse().expect("it is a script");
    scripted(move |user, attempt| match (user, attempt) {
        (UserId(0), 1) => {
            let retry_after = Some(ms(30));
            let status = 503;
            (
                fail,
                Some(ApiError::Status {
                    status,
                    retry_after,
                }),
            )
        }
        _ => (answer, None),
    })
}

/// Whether the call was through after so many polls.
async fn through(polls: usize, call: impl Future) -> bool {
    let call = timeout(ms(3_600_000), cut_short(polls, call));
    call.await.expect("promised: that it ends").is_some()
}

#[tokio::test(start_paused = true)]
async fn s15_leaves_nothing_when_dropped_after_any_number_of_polls() {
    for streamed in [false, true] {
        for polls in 0.. {
            let (api, seen) = fails_user_0_once();
            let client = FanOutClient::builder(api)
                .burst(nonzero(2))
                .max_attempts(nonzero(2))
                .build();
            let cancel = CancellationToken::new();
            let through = if streamed {
                let answers = client.fetch_stream(&cancel, users(0..4));
                through(polls, answers.collect::<Vec<_>>()).await
            } else {
                through(polls, client.fetch_all(&cancel, users(0..4))).await
            };
            yield_now().await;
            assert_eq!(
                seen.recorder.running(),
                0,
                "no request runs on after {polls} polls"
            );
            assert_eq!(alive_tasks(), 0, "no task lives on after {polls} polls");
            // Whatever was sent was paid for, and nothing else: the next goes when it may.
            let (sent, now) = (seen.starts().len(), seen.recorder.elapsed());
            let next = client.fetch_all(&cancel, users(4..5));
            timeout(ms(3_600_000), next)
                .await
                .expect("promised: that it ends")
                .expect("no request fails");
            seen.keeps_the_window(10, 2);
            let next = *seen.starts().last().expect("one was sent just now");
            // The first two are free, and one more each tenth of a second.
            let due = ms(100) * u32::try_from(sent.saturating_sub(1)).expect("they are few");
            assert_eq!(
                next,
                due.max(now),
                "a token was taken for nothing after {polls} polls"
            );
            if through {
                assert!(polls > 1, "promised: to wait for the answers");
                break;
            }
        }
    }
}
