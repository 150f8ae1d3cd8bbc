//! "The job needs a token, and here is one." A job that cancels it, for work of its own, cancels the
//! schedule and everything else that the caller stops with it.

use tokio_util::sync::CancellationToken;

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
    fn token<J>(_: &Scheduler<J, Self>, cancel: &CancellationToken) -> CancellationToken {
        cancel.clone()
    }
}
