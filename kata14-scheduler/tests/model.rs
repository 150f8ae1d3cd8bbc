//! The reference against a model without concurrency: for runs of any length, arithmetic alone says
//! which ticks run and which are missed.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use kata14_scheduler::{First, Jitter, Job, JobError, Summary, Tick, solution::Scheduler};
use proptest::{collection::vec, prelude::*};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// Takes so many milliseconds, run by run, and notes the ticks.
#[derive(Debug)]
struct Lengths {
    ms: Vec<u64>,
    ticks: Mutex<Vec<(u64, u64)>>,
}

impl Job for &'static Lengths {
    async fn run(&self, _: &CancellationToken, tick: Tick) -> Result<(), JobError> {
        let run = {
            let mut ticks = self.ticks.lock().unwrap();
            ticks.push((tick.number, tick.missed));
            ticks.len() - 1
        };
        sleep(Duration::from_millis(
            self.ms.get(run).copied().unwrap_or(0),
        ))
        .await;
        Ok(())
    }
}

/// The ticks as (number, missed), and how many are missed by the time of the cancellation.
fn model(every: u64, first: First, ms: &[u64], until: u64) -> (Vec<(u64, u64)>, u64) {
    let (mut ticks, mut all_missed) = (Vec::new(), 0);
    let (mut number, mut missed) = (u64::from(first == First::AfterOnePeriod), 0);
    while number * every < until {
        ticks.push((number, missed));
        let end = number * every + ms.get(ticks.len() - 1).copied().unwrap_or(0);
        missed = 0;
        number += 1;
        while number * every < end {
            (number, missed) = (number + 1, missed + 1);
        }
        all_missed += missed;
    }
    (ticks, all_missed)
}

fn paused<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime
        .expect("a paused runtime needs nothing")
        .block_on(future)
}

async fn run_until(scheduler: &Scheduler<impl Job>, until: Duration) -> Summary {
    let cancel = CancellationToken::new();
    let cancels = async {
        sleep(until).await;
        cancel.cancel();
    };
    tokio::join!(scheduler.run(&cancel), cancels).0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_schedule_is_the_models(
        every in 1_u64..5_000,
        at_once in any::<bool>(),
        ms in vec(0_u64..20_000, 1..20),
        periods in 1_u64..60,
    ) {
        let first = if at_once { First::AtOnce } else { First::AfterOnePeriod };
        // Between two ticks, so that no tick falls on the cancellation.
        let (until, half) = (periods * every, Duration::from_micros(every * 500));
        let job: &'static Lengths = Box::leak(Box::new(Lengths { ms, ticks: Mutex::default() }));
        let summary = paused(async {
            let builder = Scheduler::builder(job, Duration::from_millis(every)).first(first);
            let scheduler = builder.grace(Duration::MAX).build().unwrap();
            run_until(&scheduler, Duration::from_millis(until) + half).await
        });
        let (ticks, missed) = model(every, first, &job.ms, until + 1);
        prop_assert_eq!(&*job.ticks.lock().unwrap(), &ticks);
        let runs = ticks.len() as u64;
        prop_assert_eq!(summary, Summary { runs, missed, ..Summary::default() });
    }
}

/// Notes when it runs.
#[derive(Clone, Default)]
struct Starts(Arc<Mutex<Vec<Instant>>>);

impl Job for Starts {
    async fn run(&self, _: &CancellationToken, _: Tick) -> Result<(), JobError> {
        self.0.lock().unwrap().push(Instant::now());
        Ok(())
    }
}

#[test]
fn a_period_shorter_than_the_timer_runs_once_a_timer_tick() {
    for jitter in [Jitter::NONE, Jitter::percent(50)] {
        paused(async {
            let job = Starts::default();
            let builder = Scheduler::builder(job.clone(), Duration::from_nanos(1)).jitter(jitter);
            let summary = run_until(&builder.build().unwrap(), Duration::from_millis(20)).await;
            // At each millisecond the tick that was waited for, late, and the one that is due then.
            assert!(summary.runs <= 42, "{summary:?}");
            assert_eq!(
                (summary.runs + summary.missed) / 1_000_000,
                20,
                "{summary:?}"
            );
            assert_eq!(summary.runs as usize, job.0.lock().unwrap().len());
        });
    }
}
