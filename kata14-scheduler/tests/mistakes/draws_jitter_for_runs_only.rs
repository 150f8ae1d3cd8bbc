//! "A generator with the seed, one draw a run." Then a tick's jitter depends on every tick that was missed
//! before it, and on earlier calls.

use std::{sync::Mutex, time::Duration};

use fastrand::Rng;

use crate::{
    shell::{Parts, Scheduler},
    support,
};

#[path = "../suite/stretch/mod.rs"]
mod stretch;

mod subject {
    pub(crate) type Scheduler<J> = crate::shell::Scheduler<J, super::Mistake>;
}

#[derive(Default)]
pub(crate) struct Mistake {
    rng: Mutex<Option<Rng>>,
}

impl Parts for Mistake {
    fn offset<J>(scheduler: &Scheduler<J, Self>, _number: u64, reach: Duration) -> Duration {
        let mut rng = scheduler.mistake.rng.lock().unwrap();
        let rng = rng.get_or_insert_with(|| Rng::with_seed(scheduler.settings.seed));
        Duration::from_nanos_u128(rng.u128(0..=2 * reach.as_nanos()))
    }
}
