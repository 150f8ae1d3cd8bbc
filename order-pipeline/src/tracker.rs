//! How many steps run: the proof that none is left over.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts running steps; its clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Tracker(Arc<AtomicUsize>);

/// One running step, until it is dropped.
#[derive(Debug)]
pub(crate) struct Running(Tracker);

impl Tracker {
    /// How many steps run; 0 once every [`process`](crate::OrderPipeline::process) has returned. The
    /// steps of one that was dropped count until the runtime's next turn, which drops them.
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
