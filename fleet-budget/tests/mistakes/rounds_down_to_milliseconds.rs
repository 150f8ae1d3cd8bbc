//! "Milliseconds are exact enough." Rounded down, a token takes less than it should; at more than a
//! thousand a second it takes nothing.

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
            let in_milliseconds = [
                (
                    "time[1] * 1000000 + time[2]",
                    "time[1] * 1000 + math.floor(time[2] / 1000)",
                ),
                ("math.ceil(full_at / 1000)", "full_at + 1"),
            ];
            Ok(Self(redis, script(&in_milliseconds)))
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            let Self(redis, script) = self;
            let token = 1_000 / redis.rate;
            until_taken(async || {
                let wait = redis.gcra(script, (token, token * redis.burst), 0).await?;
                Ok(Duration::from_millis(wait))
            })
            .await
        }
    }
}
