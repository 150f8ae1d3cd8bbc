//! "Tell the job to stop, then wait for it." A job that does not listen is waited for for ever.

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
    fn grace<J>(_: &Scheduler<J, Self>, _: Instant) -> Duration {
        Duration::MAX
    }
}
