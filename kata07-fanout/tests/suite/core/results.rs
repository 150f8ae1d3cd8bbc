//! Every user's widgets, once.

use kata07_fanout::UserId;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{alive_tasks, api, ended, ms, users, widgets},
};

#[tokio::test(start_paused = true)]
async fn c01_fetches_every_user_s_own_widgets() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..5))).await;
    let fetched = result.unwrap();
    assert_eq!(fetched.len(), 5);
    assert!(
        fetched.iter().all(|(user, found)| *found == widgets(*user)),
        "{fetched:?}"
    );
    moment.promised_at(ms(40));
    assert_eq!(alive_tasks(), 0, "nothing runs on");
}

#[tokio::test(start_paused = true)]
async fn c02_fetches_a_user_once_who_is_given_twice() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let twice = [1, 2, 1, 1, 2].map(UserId);
    let (result, _) = ended(&seen, client.fetch_all(&cancel, twice)).await;
    assert_eq!(result.unwrap().len(), 2);
    assert_eq!(seen.starts().len(), 2, "a request a user");
}

#[tokio::test(start_paused = true)]
async fn c03_has_nothing_to_do_for_nobody() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, [])).await;
    assert!(result.unwrap().is_empty());
    moment.promised_at(ms(0));
}

#[tokio::test(start_paused = true)]
async fn c03_has_nothing_to_wait_for_when_there_is_nobody() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    // Somebody else has every permit, and keeps it.
    let full = client.fetch_all(&cancel, users(0..8));
    let nobody = async {
        sleep(ms(10)).await;
        ended(&seen, client.fetch_all(&cancel, [])).await
    };
    tokio::select! {
        result = full => panic!("nobody answers: {result:?}"),
        (result, moment) = nobody => {
            assert!(result.unwrap().is_empty());
            moment.promised_at(ms(10));
        }
    }
}
