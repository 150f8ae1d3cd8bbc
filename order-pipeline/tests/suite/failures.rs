//! The first error decides, and cancels the other steps.

use std::sync::Arc;

use order_pipeline::{
    ErrorKind, OrderError, Step, StepStatus,
    StepStatus::{Cancelled, Error, Ok as Done},
};
use rstest::rstest;
use shared_judge::Moment;
use timeline::{Ending, Recorder};
use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::OrderPipeline,
    support::{an_order, ended, ms, seen, step, three, wrapped},
};

#[tokio::test(start_paused = true)]
async fn cancels_the_others_at_the_first_error() {
    let (recorder, started) = (Recorder::new(), Instant::now());
    let steps = three("hang", "10ms:fail", "800ms", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(started.elapsed(), ms(10));
    assert_eq!(report.error_kind(), Some(ErrorKind::VendorUnavailable));
    let moment = Moment::of(&recorder, "process returned");
    moment.promises("payment", Ending::Dropped);
    moment.promises("courier", Ending::Dropped);
}

#[tokio::test(start_paused = true)]
async fn reports_the_first_error_only() {
    let recorder = Recorder::new();
    let steps = three("20ms:fail", "10ms:fail", "30ms:fail", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(report.error_kind(), Some(ErrorKind::VendorUnavailable));
    let statuses: Vec<_> = seen(&report).iter().map(|step| step.1).collect();
    assert_eq!(statuses, [Cancelled, Error, Cancelled]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_an_internal_error() {
    let (recorder, started) = (Recorder::new(), Instant::now());
    let steps = three("800ms", "10ms:panic", "hang", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(started.elapsed(), ms(10));
    let kind = report.error_kind();
    assert_eq!(kind, Some(ErrorKind::Internal));
    assert_eq!(kind.map(ErrorKind::http_status), Some(500));
    assert_eq!(
        seen(&report),
        [
            ("payment", Cancelled, ms(10)),
            ("vendor", Error, ms(10)),
            ("courier", Cancelled, ms(10)),
        ]
    );
    assert_eq!(report.steps[1].detail, kind);
}

#[tokio::test(start_paused = true)]
async fn finds_the_kind_inside_wrappers() {
    let recorder = Recorder::new();
    let declined = || wrapped(wrapped(OrderError::PaymentDeclined));
    let steps = vec![step("payment", "10ms:fail", declined, &recorder)];
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(report.error_kind(), Some(ErrorKind::PaymentDeclined));
    assert_eq!(report.steps[0].detail, Some(ErrorKind::PaymentDeclined));
}

/// The second step ends right after the first has failed, before the pipeline can abort it.
#[rstest]
#[case::it_fails(Err(OrderError::VendorUnavailable), Cancelled)]
#[case::it_succeeds(Ok(()), Done)]
#[tokio::test(start_paused = true)]
async fn later_errors_do_not_decide(
    #[case] second: Result<(), OrderError>,
    #[case] status: StepStatus,
) {
    let failed = Arc::new(Notify::new());
    let payment = Step::new("payment", {
        let failed = Arc::clone(&failed);
        move |_| {
            let failed = Arc::clone(&failed);
            async move {
                sleep(ms(10)).await;
                failed.notify_one();
                Err(OrderError::PaymentDeclined)
            }
        }
    });
    let second = Arc::new(std::sync::Mutex::new(Some(second)));
    let vendor = Step::new("vendor", move |_| {
        let (failed, second) = (Arc::clone(&failed), Arc::clone(&second));
        async move {
            failed.notified().await;
            second.lock().unwrap().take().unwrap()
        }
    });
    let pipeline = OrderPipeline::new(vec![payment, vendor], ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(report.error_kind(), Some(ErrorKind::PaymentDeclined));
    assert_eq!(
        seen(&report),
        [("payment", Error, ms(10)), ("vendor", status, ms(10))]
    );
    assert_eq!(report.steps[1].detail, None);
}
