//! Three caches: kata 09's, `moka`, and a plain map that loads once for each caller.

use std::{collections::HashMap, num::NonZeroUsize, sync::Mutex, time::Duration};

use kata09_stampede::{LoadError, Loader, solution::Cache};
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

const ROOM: usize = 10_000;
const MINUTE: Duration = Duration::from_secs(60);

pub(crate) enum Contender {
    Kata(Cache<u64, Yielding>),
    Moka(moka::future::Cache<u64, u64>),
    Map(Mutex<HashMap<u64, u64>>),
}

impl Contender {
    /// The baseline first.
    pub(crate) fn all() -> [Self; 3] {
        let moka = moka::future::Cache::builder()
            .max_capacity(ROOM as u64)
            .time_to_live(MINUTE);
        let kata = Cache::builder(Yielding)
            .max_entries(NonZeroUsize::new(ROOM).expect("there is room"))
            .time_to_live(MINUTE);
        [
            Self::Moka(moka.build()),
            Self::Kata(kata.build()),
            Self::Map(Mutex::default()),
        ]
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Kata(_) => "the kata's cache",
            Self::Moka(_) => "moka",
            Self::Map(_) => "Mutex<HashMap>, a load each",
        }
    }

    pub(crate) async fn get(&self, cancel: &CancellationToken, key: u64) -> u64 {
        match self {
            Self::Kata(cache) => cache.get(cancel, key).await.expect("no load fails"),
            Self::Moka(cache) => {
                let loaded = cache.try_get_with(key, async { Yielding.load(&key).await });
                loaded.await.expect("no load fails")
            }
            Self::Map(map) => {
                let held = map
                    .lock()
                    .expect("no panic under the lock")
                    .get(&key)
                    .copied();
                if let Some(value) = held {
                    return value;
                }
                let value = Yielding.load(&key).await.expect("no load fails");
                let mut map = map.lock().expect("no panic under the lock");
                if map.len() >= ROOM {
                    map.clear();
                }
                map.insert(key, value);
                value
            }
        }
    }
}

/// Lets others run once, and then answers.
#[derive(Debug)]
pub(crate) struct Yielding;

impl Loader<u64> for Yielding {
    type Value = u64;

    async fn load(&self, key: &u64) -> Result<u64, LoadError> {
        yield_now().await;
        Ok(*key)
    }
}
