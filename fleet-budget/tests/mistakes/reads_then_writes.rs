//! "Read the state, decide, write it back." Between the read and the write others read the same, and all
//! of them pass.

use crate::support;

#[path = "../suite/mod.rs"]
mod suite;

mod subject {
    use std::{
        num::NonZeroU32,
        time::{Duration, SystemTime, UNIX_EPOCH},
    };

    use fleet_budget::BudgetError;
    use redis::AsyncCommands;

    use crate::shell::{Redis, unavailable, until_taken};

    pub(crate) struct FleetPace(Redis);

    impl FleetPace {
        pub(crate) async fn connect(
            url: impl AsRef<str>,
            name: impl AsRef<str>,
            rate: NonZeroU32,
            burst: NonZeroU32,
        ) -> Result<Self, BudgetError> {
            Redis::connect(url, name, rate, burst).await.map(Self)
        }

        pub(crate) async fn ready(&self) -> Result<(), BudgetError> {
            let Self(redis) = self;
            let mut server = redis.connection.clone();
            let (token, bucket) = redis.microseconds();
            until_taken(async || {
                let read: Option<u64> = server.get(&redis.name).await.map_err(unavailable)?;
                // All on one machine here, so that the clock is not to blame.
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                let now = now.expect("it is past 1970").as_micros() as u64;
                let full_at = read.unwrap_or(0).max(now);
                let wait = (full_at + token).saturating_sub(now + bucket);
                if wait == 0 {
                    let expiry = (full_at + token - now).div_ceil(1_000);
                    let full_at = full_at + token;
                    let written = server.pset_ex(&redis.name, full_at, expiry).await;
                    let () = written.map_err(unavailable)?;
                }
                Ok(Duration::from_micros(wait))
            })
            .await
        }
    }
}
