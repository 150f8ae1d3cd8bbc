//! Counts running steps: the proof that none is left.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts running steps; its clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Tracker(Arc<AtomicUsize>);

/// One running step, until you drop it.
#[derive(Debug)]
pub(crate) struct Running(Tracker);

impl Tracker {
    /// How many steps are running: 0 once every [`process`](crate::OrderPipeline::process) has returned.
    /// When you drop `process` instead, its steps count until the runtime's next turn drops them.
    #[must_use]
    pub fn running(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn enter(&self) -> Running {
        self.0.fetch_add(1, Ordering::Relaxed);
        Running(self.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
