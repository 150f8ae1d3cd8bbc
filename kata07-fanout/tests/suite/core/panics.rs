//! A panic of the API becomes an error.

use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::FanOutClient,
    support::{api_except, assert_panicked, ended, ms, users},
};

#[tokio::test(start_paused = true)]
pub(crate) async fn c18_names_the_user_of_a_panic() {
    let (api, seen) = api_except("10s", &[(3, "43ms:panic")]);
    let client = FanOutClient::builder(api).build();
    let cancel = CancellationToken::new();
    let (result, moment) = ended(&seen, client.fetch_all(&cancel, users(0..8))).await;
    moment.promised_at(ms(43));
    moment.promises("0", Ending::Dropped);
    assert_panicked(result, 3);
    moment.promises_no_task();
}
