//! How a caller leaves before its answer.

use std::{future::pending, time::Duration};

use fastrand::Rng;
use tokio::{
    select,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// What a caller does after its call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaving {
    /// Waits for the answer.
    Stays,
    /// Cancels, and waits for the answer.
    CancelsAfter(Duration),
    /// Drops the call.
    DropsAfter(Duration),
}

impl Leaving {
    pub(crate) fn any(random: &mut Rng, latest: Duration) -> Self {
        match random.u8(..3) {
            0 => Self::Stays,
            _ => Self::early(random, latest),
        }
    }

    /// A caller that leaves.
    pub(crate) fn early(random: &mut Rng, latest: Duration) -> Self {
        let after = latest.mul_f64(random.f64());
        match random.bool() {
            true => Self::CancelsAfter(after),
            false => Self::DropsAfter(after),
        }
    }

    /// The output of `call`, or `None` if it was dropped. The token is cancelled only if the caller
    /// cancelled before there was an output.
    pub(crate) async fn from<T>(
        self,
        call: impl Future<Output = T>,
        cancel: &CancellationToken,
    ) -> Option<T> {
        match self {
            Self::Stays => Some(call.await),
            Self::DropsAfter(after) => timeout(after, call).await.ok(),
            Self::CancelsAfter(after) => {
                let leaving = async {
                    sleep(after).await;
                    cancel.cancel();
                    pending().await
                };
                select! {
                    output = call => Some(output),
                    never = leaving => never,
                }
            }
        }
    }
}
