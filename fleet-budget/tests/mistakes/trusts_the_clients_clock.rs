//! "The script needs the time, so send it along." The machine whose clock is ahead finds the bucket full,
//! and all others wait until their clocks catch up.

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
            let on_the_clients_clock = [
                ("redis.call('TIME')", "{ 0, ARGV[4] }"),
                (
                    "math.min(math.max(stored, heard, now), now + bucket)",
                    "math.max(stored, now)",
                ),
            ];
            Ok(Self(redis, script(&on_the_clients_clock)))
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
