//! "The server knows the state." Until it restarts, fails over or evicts the key: then the bucket is full.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{num::NonZeroU32, time::Duration};

    use fleet_budget::BudgetError;
    use redis::Script;

    use crate::shell::{Redis, script, until_taken};

    pub(crate) struct FleetPace(Redis, Script);

    impl FleetPace {
        pub(crate) async fn connect(
            url: impl AsRef<str>,
            name: impl AsRef<str>,
            rate: NonZeroU32,
            burst: NonZeroU32,
        ) -> Result<Self, BudgetError> {
            let redis = Redis::connect(url, name, rate, burst).await?;
            Ok(Self(redis, script(&[("heard, now)", "now)")])))
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            let Self(redis, script) = self;
            let times = redis.microseconds();
            until_taken(async || {
                let wait = redis.gcra(script, times, 0).await?;
                Ok(Duration::from_micros(wait))
            })
            .await
        }
    }
}
