//! "So many in each second." At the edge of two windows, the end of one and the start of the next let
//! twice the budget pass.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{num::NonZeroU32, time::Duration};

    use fleet_budget::BudgetError;
    use redis::Script;

    use crate::shell::{Redis, until_taken};

    pub(crate) struct FleetPace(Redis, Script);

    /// A counter that expires with its window. A window is as long as the burst takes to refill.
    const COUNT: &str = r"
        local time = redis.call('TIME')
        local now, window = time[1] * 1000000 + time[2], tonumber(ARGV[1])
        local start = now - now % window
        local key = KEYS[1]
        if tonumber(redis.call('HGET', key, 'start') or 0) < start then
            redis.call('HSET', key, 'start', string.format('%.0f', start), 'count', 0)
            redis.call('PEXPIRE', key, math.ceil(window / 1000))
        end
        if redis.call('HINCRBY', key, 'count', 1) <= tonumber(ARGV[2]) then
            return 0
        end
        return start + window - now
    ";

    impl FleetPace {
        pub(crate) async fn connect(
            url: impl AsRef<str>,
            name: impl AsRef<str>,
            rate: NonZeroU32,
            burst: NonZeroU32,
        ) -> Result<Self, BudgetError> {
            let redis = Redis::connect(url, name, rate, burst).await?;
            Ok(Self(redis, Script::new(COUNT)))
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            let Self(redis, script) = self;
            let (_, window) = redis.microseconds();
            let ask = async || redis.run(script, &[window, redis.burst]).await;
            until_taken(async || ask().await.map(Duration::from_micros)).await
        }
    }
}
