//! The widgets of every user, each user once.

use kata07_fanout::UserId;
use tokio::{join, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api, api_by_user, ended, fetched, ms, users, widgets},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c01_fetches_each_users_own_widgets() {
    // The answers do not arrive in the order of the users, and a user may be any number.
    let (api, seen) = api_by_user(&["43ms", "10ms", "30ms", "20ms"]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let users: Vec<_> = users(0..5).chain([UserId(u64::MAX)]).collect();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users.clone())).await;
    let fetched = fetched(result);
    for user in users {
        let found = fetched.get(&user);
        assert!(
            found == Some(&widgets(user, 1)),
            "promised: the widgets of user {user}; found: {found:?}"
        );
    }
    moment.promised_at(ms(43));
    moment.promises_no_task();
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c01_waits_for_slow_answers() {
    let (api, seen) = api_by_user(&["300ms", "1500ms", "60s"]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..3))).await;
    fetched(result);
    moment.promised_at(ms(60_000));
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c02_fetches_a_duplicate_once() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let twice = [1, 2, 1, 1, 2].map(UserId);
    let (result, _) = ended(&seen, client.fetch_all(&cancel, twice)).await;
    assert_eq!(fetched(result).len(), 2, "users in the map");
    seen.sent(2);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c02_fetches_for_each_of_two_calls() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let clone = client.clone();
    let cancel = CancellationToken::new();
    let calls = async {
        join!(
            client.fetch_all(&cancel, users(0..3)),
            clone.fetch_all(&cancel, users(0..3))
        )
    };
    let ((one, two), _) = ended(&seen, calls).await;
    let found = (fetched(one).len(), fetched(two).len());
    assert!(
        found == (3, 3),
        "promised: three users for each call; found: {found:?}"
    );
    seen.sent(6);
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c03_returns_an_empty_map_for_no_users() {
    let (api, seen) = api("40ms");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, [])).await;
    assert_eq!(fetched(result).len(), 0, "users in the map");
    moment.promised_at(ms(0));
}

#[tokio::test(start_paused = true)]
pub(crate) async fn c03_waits_for_no_permit_without_users() {
    let (api, seen) = api("hang");
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    // Another call holds every permit.
    let full = client.fetch_all(&cancel, users(0..8));
    let empty = async {
        sleep(ms(10)).await;
        ended(&seen, client.fetch_all(&cancel, [])).await
    };
    tokio::select! {
        result = full => panic!("promised: to wait for the answers; found: {result:?}"),
        (result, moment) = empty => {
            fetched(result);
            moment.promised_at(ms(10));
        }
    }
}
