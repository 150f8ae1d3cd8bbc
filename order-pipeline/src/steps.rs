//! The three steps of an order. Each waits for the order's delay for the step, then fails if the
//! order asks for that.

mod courier;
mod payment;
mod vendor;

pub use courier::courier;
pub use payment::payment;
pub use vendor::vendor;

use tokio::time::sleep;

use crate::{CourierPool, Order, OrderError, Step, StepName};

/// The steps of every order, in the order of every answer.
#[must_use]
pub fn all(pool: CourierPool) -> Vec<Step> {
    vec![payment(), vendor(), courier(pool)]
}

/// Stands for the remote side of a step.
async fn play(order: &Order, step: StepName, failure: OrderError) -> Result<(), OrderError> {
    let delay = order.delay_ms.of(step);
    // A timer of zero would wait for its next tick.
    if !delay.is_zero() {
        sleep(delay).await;
    }
    if order.fail_step == Some(step) {
        return Err(failure);
    }
    Ok(())
}
