//! "A lock keeps my calls safe."
//! Hint: 1

use kata01_aggregator::{OrderService, ProfileService, UserId};
use tokio::{sync::Mutex, try_join};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!(Mutex<()>);

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O, Mutex<()>>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let calls = async {
            // Held over both calls: everyone else waits for them.
            let _lock = it.state.lock().await;
            try_join!(it.profile(user), it.orders(user))
        };
        it.or_stopped(cancel, calls).await.map(dashboard)
    })
    .await
}
