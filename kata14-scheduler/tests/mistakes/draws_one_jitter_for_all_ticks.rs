//! "Each scheduler is shifted by its own jitter." Two with a similar shift stay in step for ever.

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
    fn offset<J>(scheduler: &Scheduler<J, Self>, _number: u64, reach: Duration) -> Duration {
        draw(scheduler.settings.seed, 0, reach)
    }
}
