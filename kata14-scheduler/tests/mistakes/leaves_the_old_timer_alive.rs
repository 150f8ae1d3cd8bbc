//! "A new period is a new timer." The old one ticks on beside it: two schedules, and two runs at once.

use std::{sync::Arc, time::Duration};

use kata14_scheduler::Job;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    shell::{Parts, Scheduler, on_the_grid},
    support,
};

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake;

impl Parts for Mistake {
    fn set_period<J: Job>(scheduler: &Scheduler<J, Self>, every: Duration) {
        let mut new = scheduler.clone();
        new.every = Arc::new(watch::Sender::new(every));
        #[expect(clippy::disallowed_methods, reason = "this is the mistake")]
        tokio::spawn(async move { on_the_grid(&new, &CancellationToken::new()).await });
    }
}
