//! "The script needs the time, so send it along." The machine whose clock is ahead empties the bucket of
//! all others, and finds it full itself.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{num::NonZeroU32, time::Duration};

    use fleet_budget::BudgetError;
    use redis::Script;

    use crate::{
        shell::{Redis, script, until_taken},
        support::client_clock_us,
    };

    pub(crate) struct FleetPace(Redis, Script);

    impl FleetPace {
        pub(crate) async fn connect(
            url: impl AsRef<str>,
            name: impl AsRef<str>,
            rate: NonZeroU32,
            burst: NonZeroU32,
        ) -> Result<Self, BudgetError> {
            let redis = Redis::connect(url, name, rate, burst).await?;
            Ok(Self(
                redis,
                script(&[("redis.call('TIME')", "{ 0, ARGV[4] }")]),
            ))
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            let Self(redis, script) = self;
            let times = redis.microseconds();
            until_taken(async || {
                let wait = redis.gcra(script, times, client_clock_us()).await?;
                Ok(Duration::from_micros(wait))
            })
            .await
        }
    }
}
