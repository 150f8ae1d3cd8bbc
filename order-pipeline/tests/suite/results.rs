//! Steps run concurrently, and are reported in the order in which they were registered.

use order_pipeline::{
    ErrorKind,
    StepStatus::{Cancelled, Error, Ok as Done},
};
use shared_judge::{Moment, alive_tasks, cut_short};
use timeline::{Ending, Recorder};
use tokio::{task::yield_now, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    subject::OrderPipeline,
    support::{an_order, ended, ms, seen, three},
};

#[tokio::test(start_paused = true)]
async fn runs_all_steps_concurrently() {
    let (recorder, started) = (Recorder::new(), Instant::now());
    let steps = three("150ms", "200ms", "100ms", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(started.elapsed(), ms(200));
    assert_eq!(report.error_kind(), None);
}

#[tokio::test(start_paused = true)]
async fn reports_steps_in_registered_order() {
    let recorder = Recorder::new();
    let steps = three("150ms", "200ms", "100ms", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(
        seen(&report),
        [
            ("payment", Done, ms(150)),
            ("vendor", Done, ms(200)),
            ("courier", Done, ms(100)),
        ]
    );
    assert_eq!(report.order_id, "o-1");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_step_reports_its_time() {
    let recorder = Recorder::new();
    let steps = three("100ms:fail", "40ms", "hang", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let report = ended(pipeline.process(&CancellationToken::new(), an_order())).await;
    assert_eq!(
        seen(&report),
        [
            ("payment", Error, ms(100)),
            ("vendor", Done, ms(40)),
            ("courier", Cancelled, ms(100)),
        ]
    );
    let details: Vec<_> = report.steps.iter().map(|step| step.detail).collect();
    assert_eq!(details, [Some(ErrorKind::PaymentDeclined), None, None]);
}

#[tokio::test(start_paused = true)]
async fn dropping_it_drops_every_step() {
    for polls in 1.. {
        let recorder = Recorder::new();
        let steps = three("10ms", "20ms", "30ms", &recorder);
        let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
        let cancel = CancellationToken::new();
        let done = cut_short(polls, pipeline.process(&cancel, an_order())).await;
        yield_now().await;
        assert_eq!(alive_tasks(), 0, "dropped after {polls} polls");
        assert_eq!(recorder.running(), 0, "dropped after {polls} polls");
        if done.is_some() {
            return assert!(polls > 1, "promised: steps take time");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn cancelling_it_cancels_every_step() {
    let (recorder, started) = (Recorder::new(), Instant::now());
    let steps = three("10ms", "800ms", "hang", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(2_000)).unwrap();
    let cancel = CancellationToken::new();
    let order = pipeline.process(&cancel, an_order());
    let (report, ()) = tokio::join!(ended(order), async {
        tokio::time::sleep(ms(50)).await;
        cancel.cancel();
    });
    assert_eq!(started.elapsed(), ms(50));
    assert_eq!(report.error_kind(), Some(ErrorKind::Cancelled));
    assert_eq!(
        seen(&report),
        [
            ("payment", Done, ms(10)),
            ("vendor", Cancelled, ms(50)),
            ("courier", Cancelled, ms(50)),
        ]
    );
    let moment = Moment::of(&recorder, "process returned");
    moment.promises("vendor", Ending::Dropped);
    moment.promises("courier", Ending::Dropped);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_token_begins_no_step() {
    let recorder = Recorder::new();
    let steps = three("10ms", "20ms", "30ms", &recorder);
    let pipeline = OrderPipeline::new(steps, ms(0)).unwrap();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let report = ended(pipeline.process(&cancel, an_order())).await;
    assert_eq!(report.error_kind(), Some(ErrorKind::Cancelled));
    assert_eq!(recorder.calls().len(), 0);
    assert!(
        seen(&report)
            .iter()
            .all(|(_, status, took)| (*status, *took) == (Cancelled, ms(0)))
    );
    assert_eq!(report.steps.len(), 3);
}
