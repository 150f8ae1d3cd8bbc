//! "Cancelled is cancelled." The job gets no time to finish what it writes.

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
        Duration::ZERO
    }
}
