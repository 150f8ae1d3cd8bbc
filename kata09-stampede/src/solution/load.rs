//! One load: the task that runs it, and the callers that wait for it.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use futures::FutureExt;
use tokio::{sync::watch, time::Instant};
use tokio_util::task::AbortOnDropHandle;
use tracing::{Dispatch, Instrument, dispatcher, info, instrument::WithSubscriber, warn};

use super::Shared;
use crate::{GetError, Key, Loader};

pub(super) type Answer<V> = Result<V, GetError>;

/// A load under way. Its waiters own it together: when the last one drops it, the load is aborted.
pub(super) struct Flight<V> {
    answer: watch::Receiver<Option<Answer<V>>>,
    task: AbortOnDropHandle<()>,
}

impl<V: Clone> Flight<V> {
    pub(super) async fn answer(&self) -> Answer<V> {
        let mut answer = self.answer.clone();
        let answer = answer.wait_for(Option::is_some).await;
        // Only a runtime that shuts down drops the task while somebody waits.
        let answer = answer.ok().and_then(|answer| answer.clone());
        answer.unwrap_or(Err(GetError::Panicked))
    }

    /// Aborts the load and returns when it is dropped.
    pub(super) async fn stop(self) {
        self.task.abort();
        // An error says that it was aborted, as it should be.
        let _ = self.task.await;
    }
}

/// How the cache finds a flight. It does not own it, or no flight would ever lose its last owner.
pub(super) struct Mark<V> {
    flight: Weak<Flight<V>>,
    /// The most callers that waited at one time.
    waiters: Arc<AtomicUsize>,
    /// Owners that are no callers: the cache itself, where it refreshes a stale value.
    not_callers: usize,
}

impl<V> Mark<V> {
    pub(super) fn is_alive(&self) -> bool {
        self.flight.strong_count() > 0
    }

    /// One more caller waits, unless the last one has left already.
    pub(super) fn join(&self) -> Option<Arc<Flight<V>>> {
        let flight = self.flight.upgrade()?;
        let callers = Arc::strong_count(&flight) - self.not_callers;
        self.waiters.fetch_max(callers, Relaxed);
        Some(flight)
    }
}

/// What the task of a load owns. However the load ends, this is dropped, and tidies up and logs.
struct Load<K: Key, L: Loader<K>> {
    shared: Arc<Shared<K, L>>,
    key: K,
    start: Instant,
    waiters: Arc<AtomicUsize>,
    /// A task enters its subscriber when it is polled, not when it is dropped.
    subscriber: Dispatch,
    /// `None` while the load runs; dropped so, it was abandoned.
    answer: Option<Answer<L::Value>>,
}

/// Begins a load of `key` in a task, with one caller or, for a refresh, without any.
pub(super) fn begin<K: Key, L: Loader<K>>(
    shared: &Arc<Shared<K, L>>,
    key: K,
    callers: usize,
) -> (Mark<L::Value>, Arc<Flight<L::Value>>) {
    let (sender, answer) = watch::channel(None);
    let waiters = Arc::new(AtomicUsize::new(callers));
    let subscriber = dispatcher::get_default(Dispatch::clone);
    let load = Load {
        shared: Arc::clone(shared),
        key,
        start: Instant::now(),
        waiters: Arc::clone(&waiters),
        subscriber: subscriber.clone(),
        answer: None,
    };
    let task = load
        .run(sender)
        .in_current_span()
        .with_subscriber(subscriber);
    #[expect(
        clippy::disallowed_methods,
        reason = "the flight owns the task and aborts it on drop"
    )]
    let task = AbortOnDropHandle::new(tokio::spawn(task));
    let flight = Arc::new(Flight { answer, task });
    let mark = Mark {
        flight: Arc::downgrade(&flight),
        waiters,
        not_callers: 1 - callers,
    };
    (mark, flight)
}

impl<K: Key, L: Loader<K>> Load<K, L> {
    async fn run(mut self, sender: watch::Sender<Option<Answer<L::Value>>>) {
        let load = async { self.shared.loader.load(&self.key).await };
        // Unwind safe: what the loader left half done is the loader's own.
        let answer = match AssertUnwindSafe(load).catch_unwind().await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(source)) => Err(GetError::Load(Arc::new(source))),
            Err(_panic) => Err(GetError::Panicked),
        };
        self.answer = Some(answer.clone());
        // First the value is held and the mark gone, then the waiters wake. No await comes between.
        drop(self);
        // Fails if every waiter has left at this very instant.
        let _ = sender.send(Some(answer));
    }
}

impl<K: Key, L: Loader<K>> Drop for Load<K, L> {
    fn drop(&mut self) {
        let answer = self.answer.take();
        self.shared.end(&self.key, &self.waiters, answer.as_ref());
        let (key, waiters) = (&self.key, self.waiters.load(Relaxed));
        let elapsed_ms = self.start.elapsed().as_millis() as u64;
        dispatcher::with_default(&self.subscriber, || match answer {
            Some(Ok(_)) => info!(%key, waiters, elapsed_ms, outcome = "ok", "loaded"),
            Some(Err(GetError::Load(error))) => {
                warn!(%key, waiters, elapsed_ms, outcome = "failed", %error, "not loaded");
            }
            Some(Err(_)) => warn!(%key, waiters, elapsed_ms, outcome = "panicked", "not loaded"),
            None => info!(%key, waiters, elapsed_ms, outcome = "abandoned", "not loaded"),
        });
    }
}

impl<V> Mark<V> {
    pub(super) fn is_of(&self, waiters: &Arc<AtomicUsize>) -> bool {
        Arc::ptr_eq(&self.waiters, waiters)
    }
}
