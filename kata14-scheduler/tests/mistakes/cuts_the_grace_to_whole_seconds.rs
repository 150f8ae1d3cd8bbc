//! "Seconds are precise enough." A grace of 250 ms is none.

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
    fn grace<J>(scheduler: &Scheduler<J, Self>, _: Instant) -> Duration {
        Duration::from_secs(scheduler.settings.grace.as_secs())
    }
}
