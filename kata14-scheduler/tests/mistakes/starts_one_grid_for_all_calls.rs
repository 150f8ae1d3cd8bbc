//! "The scheduler knows when it started." A second call starts in the past, and thinks it missed everything
//! in between.

use std::sync::OnceLock;

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
pub(crate) struct Mistake {
    start: OnceLock<Instant>,
}

impl Parts for Mistake {
    fn start<J>(scheduler: &Scheduler<J, Self>) -> Instant {
        *scheduler.mistake.start.get_or_init(Instant::now)
    }
}
