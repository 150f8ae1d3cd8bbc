//! A flight: one load under way, in a task, for all who wait for it.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use tokio::{select, sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use super::Shared;
use crate::{GetError, Key, Loader, log_load};

pub(super) type Answer<V> = Result<V, GetError>;

/// What a flight tells its waiters: each holds a receiver, and there is nothing else to count.
#[derive(Clone)]
pub(super) struct Flight<V> {
    state: watch::Sender<State<V>>,
    /// Set for a refresh, which the cache wants, whether or not a caller waits.
    refresh: Option<CancellationToken>,
}

struct State<V> {
    answer: Option<Answer<V>>,
    /// The most that waited at one time.
    waiters: usize,
}

/// One caller's share of a flight. A load without any is dropped.
pub(super) struct Waiter<V>(watch::Receiver<State<V>>);

impl<V: Clone> Waiter<V> {
    pub(super) async fn answer(&mut self) -> Answer<V> {
        let answered = self.0.wait_for(|state| state.answer.is_some()).await;
        // Only a runtime that shuts down drops the load while a caller waits.
        let answer = answered.ok().and_then(|state| state.answer.clone());
        answer.unwrap_or(Err(GetError::Panicked))
    }
}

impl<V> Flight<V> {
    pub(super) fn new(refresh: Option<CancellationToken>) -> Self {
        let (state, _) = watch::channel(State {
            answer: None,
            waiters: 0,
        });
        Self { state, refresh }
    }

    /// Whether it is worth waiting for. Once the last waiter has left, it stays unwanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.refresh.is_some() || !self.state.is_closed()
    }

    pub(super) fn join(&self) -> Waiter<V> {
        let waiter = Waiter(self.state.subscribe());
        let waiting = self.state.receiver_count();
        self.state.send_if_modified(|state| {
            state.waiters = state.waiters.max(waiting);
            false
        });
        waiter
    }

    async fn unwanted(&self) {
        match &self.refresh {
            Some(stop) => stop.cancelled().await,
            None => self.state.closed().await,
        }
    }
}

/// What the task of a load owns. However the load ends, this is dropped, and tidies up.
pub(super) struct Load<K: Key, L: Loader<K>> {
    pub(super) shared: Arc<Shared<K, L>>,
    pub(super) key: K,
    pub(super) flight: Flight<L::Value>,
    pub(super) start: Instant,
    pub(super) answer: Option<Answer<L::Value>>,
}

impl<K: Key, L: Loader<K>> Load<K, L> {
    pub(super) async fn run(mut self) {
        let load = async { self.shared.loader.load(&self.key).await };
        self.answer = select! {
            biased;
            () = self.flight.unwanted() => None,
            // Unwind safe: what the loader leaves half done is the loader's own.
            loaded = AssertUnwindSafe(load).catch_unwind() => Some(match loaded {
                Ok(loaded) => loaded.map_err(|source| GetError::Load(Arc::new(source))),
                Err(_panic) => Err(GetError::Panicked),
            }),
        };
    }
}

impl<K: Key, L: Loader<K>> Drop for Load<K, L> {
    fn drop(&mut self) {
        let Self {
            shared,
            key,
            flight,
            ..
        } = self;
        // All under one lock: a caller finds the flight, or what came of it.
        let mut table = shared.lock();
        // An unwanted load may find the flight of the next one.
        if table
            .flights
            .get(key)
            .is_some_and(|next| next.state.same_channel(&flight.state))
        {
            table.flights.remove(key);
        }
        if let Some(Ok(value)) = &self.answer {
            table.values.insert(key.clone(), value.clone());
        }
        drop(table);
        let waiters = flight.state.borrow().waiters;
        log_load(key, waiters, self.start, self.answer.as_ref());
        flight
            .state
            .send_modify(|state| state.answer = self.answer.take());
    }
}
