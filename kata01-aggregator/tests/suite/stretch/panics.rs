//! A service panics: there is no result, so the caller gets the panic.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use timeline::Ending;
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, answer, ms, returned, services_in_turn},
};

#[tokio::test(start_paused = true)]
async fn s1_passes_a_panic_on_to_the_caller() {
    for (profile, orders, other) in [
        ("11ms:panic", "10s", "orders"),
        ("10s", "11ms:panic", "profile"),
    ] {
        let (profile, orders, recorder) = services_in_turn(&[(profile, orders), ("37ms", "83ms")]);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let call = AssertUnwindSafe(aggregator.aggregate(&cancel, USER)).catch_unwind();
        let (result, moment) = returned(&recorder, call).await;
        moment.promised_at(ms(11));
        moment.promises(other, Ending::Dropped);
        moment.promises_no_task();
        let panic = match result {
            Err(panic) => panic,
            Ok(result) => panic!("promised: the panic of the service; got: {result:?}"),
        };
        assert!(
            panic.downcast_ref() == Some(&"scripted panic"),
            "promised: the panic of the service itself; got another one"
        );
        // And the next call works.
        let (result, _) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        assert_eq!(answer(result), "User: Alice 2 | Orders: 6");
    }
}
