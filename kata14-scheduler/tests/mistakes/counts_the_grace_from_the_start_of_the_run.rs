//! "A run has so much time." A run that has taken longer than the grace is dropped at the cancellation.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    shell::{Parts, Scheduler},
    support,
};

#[path = "../suite/core/mod.rs"]
mod core;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake;

impl Parts for Mistake {
    fn grace<J>(scheduler: &Scheduler<J, Self>, started: Instant) -> Duration {
        scheduler.settings.grace.saturating_sub(started.elapsed())
    }
}
