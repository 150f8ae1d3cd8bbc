//! Recorded steps, and orders for them.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use order_pipeline::{BoxError, CourierPool, Order, OrderError, Report, Step, StepStatus};
use shared_judge::{alive_tasks, listen};
use shared_mocks::{Behaviour, ScriptedService};
use timeline::Recorder;
use tokio::time::timeout;

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// An order for scripted steps.
pub(crate) fn an_order() -> Arc<Order> {
    order(r#"{"order_id": "o-1", "amount": 1200}"#)
}

pub(crate) fn order(json: &str) -> Arc<Order> {
    listen();
    Arc::new(Order::from_json(json.as_bytes()).expect("a test writes good orders"))
}

/// A step that plays a script: `40ms`, `10ms:fail`, `10ms:panic`, `hang`.
pub(crate) fn step(
    name: &'static str,
    script: &str,
    failure: fn() -> OrderError,
    recorder: &Recorder,
) -> Step {
    let behaviour: Behaviour = script.parse().expect("a test writes good scripts");
    let recorder = recorder.clone();
    Step::new(name, move |_| {
        let service = ScriptedService::new(name, behaviour, &recorder);
        async move { service.call().await.map_err(|_| failure()) }
    })
}

/// Payment, vendor and courier, each with its script and its own failure.
pub(crate) fn three(payment: &str, vendor: &str, courier: &str, recorder: &Recorder) -> Vec<Step> {
    vec![
        step("payment", payment, || OrderError::PaymentDeclined, recorder),
        step("vendor", vendor, || OrderError::VendorUnavailable, recorder),
        step("courier", courier, || OrderError::NoCourier, recorder),
    ]
}

pub(crate) fn pool(couriers: usize) -> CourierPool {
    CourierPool::new(NonZeroUsize::new(couriers).expect("a test asks for a courier"))
}

/// An error of another library that wraps an order error.
pub(crate) fn wrapped(error: OrderError) -> OrderError {
    let by_a_library: BoxError = Box::new(std::io::Error::other(error));
    OrderError::during("talking to the other side", by_a_library)
}

/// The report, within an hour of virtual time; nothing may run on return.
pub(crate) async fn ended(processing: impl Future<Output = Report>) -> Report {
    let report = timeout(ms(3_600_000), processing).await;
    let report = report.expect("promised: an order ends");
    assert_eq!(alive_tasks(), 0, "promised: nothing runs on return");
    report
}

/// The steps' statuses and durations, by name.
pub(crate) fn seen(report: &Report) -> Vec<(&'static str, StepStatus, Duration)> {
    let steps = report.steps.iter();
    steps
        .map(|step| (step.name, step.status, step.duration))
        .collect()
}
