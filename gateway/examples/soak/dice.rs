//! The services of both katas. A call's latency and ending follow from its user, so that each answer
//! can be checked.

use std::{
    collections::BTreeMap,
    ops::RangeInclusive,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use fastrand::Rng;
use kata01_aggregator::{OrderService, Orders, Profile, ProfileService, ServiceError};
use kata07_fanout::{ApiError, WidgetApi};
use tokio::{sync::Barrier, time::sleep};

/// The service.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked {
    Profile,
    Orders,
    Widgets,
}

/// Whether a call fails: one in twelve does.
pub(crate) fn fails(asked: Asked, user: u64) -> bool {
    roll(asked, user).1
}

fn roll(asked: Asked, user: u64) -> (Duration, bool) {
    let mut random = Rng::with_seed(user ^ (asked as u64) << 62);
    let time = Duration::from_micros(random.u64(..12_000));
    (time, random.u8(..12) == 0)
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Dice(Arc<Table>);

#[derive(Debug, Default)]
struct Table {
    /// How many calls are running, by user.
    running: Mutex<BTreeMap<u64, usize>>,
    begun: AtomicUsize,
    /// The most calls that ever ran concurrently.
    peak: AtomicUsize,
    /// Where calls meet, instead of taking time and failing.
    meeting: OnceLock<Barrier>,
}

/// A running call, until you drop it.
struct UnderWay<'a> {
    table: &'a Table,
    user: u64,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut running = self.table.running.lock().expect("no panic under the lock");
        match running.get_mut(&self.user) {
            Some(calls @ 2..) => *calls -= 1,
            _ => drop(running.remove(&self.user)),
        }
    }
}

impl Dice {
    /// How many calls of these users are running.
    pub(crate) fn running(&self, users: RangeInclusive<u64>) -> usize {
        let running = self.0.running.lock().expect("no panic under the lock");
        running.range(users).map(|(_, calls)| calls).sum()
    }

    pub(crate) fn begun(&self) -> usize {
        self.0.begun.load(Ordering::Relaxed)
    }

    pub(crate) fn peak(&self) -> usize {
        self.0.peak.load(Ordering::Relaxed)
    }

    /// From now on no call fails, and each waits until this many run concurrently.
    pub(crate) fn meet(&self, calls: usize) {
        self.0.meeting.get_or_init(|| Barrier::new(calls));
    }

    fn under_way(&self, user: u64) -> UnderWay<'_> {
        self.0.begun.fetch_add(1, Ordering::Relaxed);
        let mut running = self.0.running.lock().expect("no panic under the lock");
        *running.entry(user).or_default() += 1;
        let now = running.values().sum();
        self.0.peak.fetch_max(now, Ordering::Relaxed);
        UnderWay {
            table: &self.0,
            user,
        }
    }

    async fn call(&self, asked: Asked, user: u64) -> Result<(), ServiceError> {
        let _under_way = self.under_way(user);
        if let Some(meeting) = self.0.meeting.get() {
            meeting.wait().await;
            return Ok(());
        }
        let (time, fails) = roll(asked, user);
        sleep(time).await;
        if fails {
            Err("out of luck".into())
        } else {
            Ok(())
        }
    }
}

impl ProfileService for Dice {
    async fn fetch_profile(
        &self,
        user: kata01_aggregator::UserId,
    ) -> Result<Profile, ServiceError> {
        let name = "Alice".to_owned();
        let call = self.call(Asked::Profile, user.0).await;
        call.map(|()| Profile { name })
    }
}

impl OrderService for Dice {
    async fn fetch_orders(&self, user: kata01_aggregator::UserId) -> Result<Orders, ServiceError> {
        let call = self.call(Asked::Orders, user.0).await;
        call.map(|()| Orders { count: 5 })
    }
}

impl WidgetApi for Dice {
    async fn fetch_widgets(&self, user: kata07_fanout::UserId) -> Result<Bytes, ApiError> {
        let call = self.call(Asked::Widgets, user.0).await;
        call.map(|()| Bytes::from_static(b"widgets"))
            .map_err(ApiError::Transport)
    }
}
