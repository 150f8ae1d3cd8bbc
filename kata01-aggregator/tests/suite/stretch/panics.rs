//! A service panics: no result, so its panic is the caller's.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, alive_tasks, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn s1_hands_a_panic_on_and_drops_the_other_call() {
    for (profile, orders, other) in [
        ("10ms:panic", "10s", "orders"),
        ("10s", "10ms:panic", "profile"),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let call = AssertUnwindSafe(aggregator.aggregate(&cancel, USER)).catch_unwind();
        let (result, moment) = returned(&recorder, call).await;
        moment.promised_at(ms(10));
        moment.promises(other, Ending::Dropped);
        assert_eq!(alive_tasks(), 0, "nothing runs on");
        let panic = result.expect_err("the panic is the caller's");
        assert_eq!(
            panic.downcast_ref(),
            Some(&"scripted panic"),
            "the panic is the service's own"
        );
    }
}
