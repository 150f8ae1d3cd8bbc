//! An order that is dropped at any await leaves nothing behind.

use order_pipeline::{CourierPermit, CourierPool, OrderPipeline, Step, steps};
use rstest::rstest;
use shared_judge::{alive_tasks, cut_short};
use timeline::Recorder;
use tokio::{
    select,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    ms, on_virtual_time, order,
    scenario::{End, play},
};

const USUAL: &str = r#"{"order_id": "o-1", "amount": 5}"#;
const QUICK_COURIER: &str = r#"{"order_id": "o-1", "amount": 5, "delay_ms": {"courier": 0}}"#;
const FAILING: &str = r#"{"order_id": "o-1", "amount": 5, "fail_step": "payment"}"#;

#[rstest]
#[case::all_is_well(USUAL, 0, 2_000, None)]
#[case::no_delay_for_the_courier(QUICK_COURIER, 0, 2_000, None)]
#[case::a_step_fails(FAILING, 0, 2_000, None)]
#[case::no_courier_is_free(USUAL, 2, 2_000, None)]
#[case::no_courier_is_free_and_a_step_fails(FAILING, 2, 2_000, None)]
#[case::a_courier_comes_back(USUAL, 2, 2_000, Some(120))]
#[case::a_courier_comes_back_and_is_quick(QUICK_COURIER, 2, 2_000, Some(120))]
#[case::too_late(USUAL, 1, 50, None)]
#[case::too_late_for_the_courier_who_comes_back(USUAL, 2, 150, Some(120))]
fn dropped_at_any_poll_it_leaves_nothing(
    #[case] json: &str,
    #[case] others: usize,
    #[case] deadline: u64,
    #[case] one_is_back_after: Option<u64>,
) {
    on_virtual_time(async {
        for polls in 0.. {
            let pool = CourierPool::new(2.try_into().unwrap());
            let mut held = acquire(&pool, others).await;
            let recorder = Recorder::new();
            let work = |recorder: &Recorder| {
                let recorder = recorder.clone();
                Step::new("work", move |_| {
                    let recorder = recorder.clone();
                    async move { recorder.watch("work", play(ms(130), End::Ok)).await }
                })
            };
            let mut steps = steps::all(pool.clone());
            steps.push(work(&recorder));
            let pipeline = OrderPipeline::new(steps, ms(deadline)).unwrap();
            let cancel = CancellationToken::new();
            let caller = cut_short(polls, pipeline.process(&cancel, order(json)));
            let rest = async {
                if let Some(after) = one_is_back_after {
                    sleep(ms(after)).await;
                    drop(held.pop());
                }
                std::future::pending::<()>().await;
            };
            let through = select! {
                biased;
                report = timeout(ms(3_600_000), caller) => report.expect("it ends").is_some(),
                () = rest => unreachable!("it waits for ever"),
            };
            if !through {
                yield_now().await;
            }
            assert_eq!(pipeline.tracker().running(), 0, "after {polls} polls");
            assert_eq!(recorder.running(), 0, "after {polls} polls");
            assert_eq!(alive_tasks(), 0, "after {polls} polls");
            assert_eq!(pool.busy(), held.len(), "after {polls} polls");
            // A dropped wait must not block the head of the queue.
            drop(held);
            let all = timeout(ms(1), acquire(&pool, 2)).await;
            assert_eq!(all.expect("both are free").len(), 2, "after {polls} polls");
            if through {
                assert!(polls > 1, "it waits for its steps");
                break;
            }
        }
    });
}

async fn acquire(pool: &CourierPool, couriers: usize) -> Vec<CourierPermit> {
    let mut held = Vec::new();
    for _ in 0..couriers {
        held.push(pool.acquire().await);
    }
    held
}
