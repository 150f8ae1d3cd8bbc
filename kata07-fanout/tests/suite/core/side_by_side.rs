//! Callers do not wait for each other while there is a free place.

use shared_judge::Moment;
use tokio::{select, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api_except, ended, fetched, ms, scripted, users},
};

/// One call holds `hanging` of the eight places for ever; another has one user, who takes 40 ms.
async fn a_second_call_beside(hanging: u64) {
    let (api, seen) = api_except("hang", &[(100, "40ms")]);
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let second = async {
        sleep(ms(10)).await;
        select! {
            (result, moment) = ended(&seen, clone.fetch_all(&cancel, users(100..101))) => {
                fetched(result);
                moment.promised_at(ms(50));
            }
            () = sleep(ms(1_000)) => {
                let promise = format!(
                    "user 100 after 40ms: the first call has {hanging} of the 8 places"
                );
                Moment::of(&seen.recorder, "a second had passed").promised_that(&promise, false);
            }
        }
    };
    select! {
        result = client.fetch_all(&cancel, users(0..hanging)) => {
            panic!("promised: to wait for the answers; found: {result:?}")
        }
        () = second => {}
    }
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c11_lets_a_second_call_run_beside_one() {
    a_second_call_beside(1).await;
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c11_takes_one_place_for_each_request() {
    a_second_call_beside(7).await;
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c11_lets_two_calls_fetch_the_same_user() {
    let (api, seen) = scripted(|_, attempt| {
        let script = if attempt == 1 { "hang" } else { "40ms" };
        (script.parse().expect("a test's scripts parse"), None)
    });
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let second = async {
        sleep(ms(10)).await;
        ended(&seen, client.fetch_all(&cancel, users(0..1))).await
    };
    select! {
        result = client.fetch_all(&cancel, users(0..1)) => {
            panic!("promised: to wait for the answer; found: {result:?}")
        }
        (result, moment) = second => {
            fetched(result);
            moment.promised_at(ms(50));
        }
    }
}
