//! One deadline over the whole order.

use futures::FutureExt;
use order_pipeline::{
    ErrorKind,
    StepStatus::{Cancelled, Ok as Done},
};
use shared_judge::Moment;
use timeline::{Ending, Recorder};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    subject::OrderPipeline,
    support::{an_order, ended, ms, seen, three},
};

#[tokio::test(start_paused = true)]
async fn cancels_unfinished_steps_at_the_deadline() {
    let (recorder, started) = (Recorder::new(), Instant::now());
    let steps = three("150ms", "hang", "3s:fail", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(started.elapsed(), ms(2_000));
    assert_eq!(report.error_kind(), Some(ErrorKind::Timeout));
    assert_eq!(
        seen(&report),
        [
            ("payment", Done, ms(150)),
            ("vendor", Cancelled, ms(2_000)),
            ("courier", Cancelled, ms(2_000)),
        ]
    );
    assert!(report.steps.iter().all(|step| step.detail.is_none()));
    Moment::of(&recorder, "process returned").promises("vendor", Ending::Dropped);
}

#[tokio::test(start_paused = true)]
async fn a_zero_deadline_begins_no_step() {
    let recorder = Recorder::new();
    let steps = three("0ms", "0ms", "0ms", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(0)).unwrap();
    let cancel = CancellationToken::new();
    let report = pipeline.process(&cancel, an_order()).now_or_never();
    let report = report.expect("promised: nothing to wait for");
    assert_eq!(report.error_kind(), Some(ErrorKind::Timeout));
    assert_eq!(recorder.calls().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_longest_deadline_means_none() {
    let recorder = Recorder::new();
    let steps = three("60s", "20ms", "30ms", &recorder);
    let pipeline = OrderPipeline::new(steps, std::time::Duration::MAX).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(report.error_kind(), None);
}
