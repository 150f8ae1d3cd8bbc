//! "Without a seed, take zero." All the copies that should spread run in step.

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
    fn offset<J>(_: &Scheduler<J, Self>, number: u64, reach: Duration) -> Duration {
        draw(0, number, reach)
    }
}
