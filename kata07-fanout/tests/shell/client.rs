//! The client's fields; the work is in its pieces.

use std::{
    collections::{HashMap, HashSet},
    marker::PhantomData,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use kata07_fanout::{Pace, Settings, UserId, WidgetApi};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::Pieces;

/// A client made of the pieces `P`.
pub(crate) struct Client<A, P> {
    pub(crate) api: Arc<A>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) in_flight: Arc<Semaphore>,
    pub(crate) settings: Settings,
    pub(crate) memory: Arc<Memory>,
    pub(crate) pieces: PhantomData<fn() -> P>,
}

/// What outlives a call. A right client remembers nothing: only mistakes use this.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) asked: Mutex<HashSet<UserId>>,
    pub(crate) answers: Mutex<HashMap<UserId, Bytes>>,
    pub(crate) failed: CancellationToken,
    pub(crate) lock: tokio::sync::Mutex<()>,
}

impl<A, P> Clone for Client<A, P> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            pace: Arc::clone(&self.pace),
            in_flight: Arc::clone(&self.in_flight),
            settings: self.settings,
            memory: Arc::clone(&self.memory),
            pieces: PhantomData,
        }
    }
}

impl<A: WidgetApi, P: Pieces> Client<A, P> {
    pub(crate) fn new(api: A, settings: Settings) -> Self {
        let permits = settings.max_in_flight.get().min(Semaphore::MAX_PERMITS);
        Self {
            api: Arc::new(api),
            pace: Arc::new(P::pace(settings)),
            in_flight: Arc::new(Semaphore::new(permits)),
            settings,
            memory: Arc::default(),
            pieces: PhantomData,
        }
    }

    /// The same client with other pieces.
    pub(crate) fn with<Q: Pieces>(self) -> Client<A, Q> {
        Client {
            api: self.api,
            pace: self.pace,
            in_flight: self.in_flight,
            settings: self.settings,
            memory: self.memory,
            pieces: PhantomData,
        }
    }
}
