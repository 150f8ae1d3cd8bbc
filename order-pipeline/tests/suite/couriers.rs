//! Few couriers for all orders: the deadline covers the wait, and every courier comes back.

use futures::future::join_all;
use order_pipeline::{
    ErrorKind,
    StepStatus::{Cancelled, Ok as Done},
    steps,
};
use shared_judge::{alive_tasks, cut_short};
use tokio::{
    task::yield_now,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    subject::{self, OrderPipeline},
    support::{ended, ms, order, pool, seen},
};

/// Payment without a delay, and a courier for 100 ms.
const QUICK: &str =
    r#"{"order_id": "o-1", "amount": 1, "delay_ms": {"payment": 0, "courier": 100}}"#;

fn with_courier(pool: &order_pipeline::CourierPool, deadline: u64) -> OrderPipeline {
    let steps = vec![steps::payment(), subject::courier(pool.clone())];
    OrderPipeline::new(steps, ms(deadline)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn waits_its_turn_for_a_courier() {
    let (pool, started) = (pool(1), Instant::now());
    let pipeline = with_courier(&pool, 2_000);
    let cancel = CancellationToken::new();
    let orders = [(); 3].map(|()| pipeline.process(&cancel, order(QUICK)));
    let reports = timeout(ms(60_000), join_all(orders)).await.unwrap();
    assert_eq!(started.elapsed(), ms(300));
    let took: Vec<_> = reports
        .iter()
        .map(|report| report.steps[1].duration)
        .collect();
    assert_eq!(
        took,
        [ms(100), ms(200), ms(300)],
        "promised: first come, first served"
    );
    assert_eq!(pool.busy(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_the_courier_wait() {
    let (pool, started) = (pool(1), Instant::now());
    let pipeline = with_courier(&pool, 2_000);
    let on_the_road = pool.acquire().await;
    let report = ended(pipeline.process(&CancellationToken::new(), order(QUICK))).await;
    assert_eq!(started.elapsed(), ms(2_000));
    assert_eq!(report.error_kind(), Some(ErrorKind::Timeout));
    assert_eq!(
        seen(&report),
        [("payment", Done, ms(0)), ("courier", Cancelled, ms(2_000))]
    );

    // The next order gets the courier immediately.
    drop(on_the_road);
    assert_eq!(pool.busy(), 0);
    let report = ended(pipeline.process(&CancellationToken::new(), order(QUICK))).await;
    assert_eq!(report.error_kind(), None);
}

#[tokio::test(start_paused = true)]
async fn a_late_courier_gets_the_remaining_time() {
    let (pool, started) = (pool(1), Instant::now());
    let pipeline = with_courier(&pool, 250);
    let on_the_road = pool.acquire().await;
    let cancel = CancellationToken::new();
    let (report, ()) = tokio::join!(pipeline.process(&cancel, order(QUICK)), async {
        sleep(ms(200)).await;
        drop(on_the_road);
    });
    assert_eq!(started.elapsed(), ms(250));
    assert_eq!(report.error_kind(), Some(ErrorKind::Timeout));
    assert_eq!((pool.busy(), alive_tasks()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_failed_order_frees_its_courier() {
    let pool = pool(1);
    let pipeline = with_courier(&pool, 2_000);
    let declined = order(
        r#"{"order_id": "o-1", "amount": 1, "fail_step": "payment", "delay_ms": {"payment": 50}}"#,
    );
    let report = ended(pipeline.process(&CancellationToken::new(), declined)).await;
    assert_eq!(report.error_kind(), Some(ErrorKind::PaymentDeclined));
    assert_eq!(
        pool.busy(),
        0,
        "promised: a cancelled step gives its courier back"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_order_frees_its_courier() {
    for polls in 1.. {
        let pool = pool(1);
        let pipeline = with_courier(&pool, 2_000);
        let cancel = CancellationToken::new();
        let done = cut_short(polls, pipeline.process(&cancel, order(QUICK))).await;
        yield_now().await;
        assert_eq!(
            (pool.busy(), alive_tasks()),
            (0, 0),
            "dropped after {polls} polls"
        );
        if done.is_some() {
            return assert!(polls > 1, "promised: a courier takes time");
        }
    }
}
