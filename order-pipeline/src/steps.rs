//! The three steps of an order, with the other side played: it takes the order's delay for the
//! step, and then fails if the order asks for that.

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

/// The other side of a step.
async fn play(order: &Order, step: StepName, failure: OrderError) -> Result<(), OrderError> {
    let delay = order.delay_ms.of(step);
    // No delay is none: a timer of zero is ready at its next tick only.
    if !delay.is_zero() {
        sleep(delay).await;
    }
    if order.fail_step == Some(step) {
        return Err(failure);
    }
    Ok(())
}
