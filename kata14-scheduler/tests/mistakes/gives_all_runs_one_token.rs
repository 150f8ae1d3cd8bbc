//! "One child token for the job." Once a run has cancelled it, every later run begins cancelled.

use std::sync::OnceLock;

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
pub(crate) struct Mistake {
    token: OnceLock<CancellationToken>,
}

impl Parts for Mistake {
    fn token<J>(scheduler: &Scheduler<J, Self>, cancel: &CancellationToken) -> CancellationToken {
        let token = &scheduler.mistake.token;
        token.get_or_init(|| cancel.child_token()).clone()
    }
}
