//! "Up to ten percent later." Never earlier, so the spread is half as wide, and ticks are late on average.

use std::time::Duration;

use crate::{
    shell::{Parts, Scheduler, draw},
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
    fn offset<J>(scheduler: &Scheduler<J, Self>, number: u64, reach: Duration) -> Duration {
        reach + draw(scheduler.settings.seed, number, reach) / 2
    }
}
