//! Jitter: each tick near its own place, the same for the same seed.

use std::time::Duration;

use kata14_scheduler::{First, Jitter};

use super::{
    subject::Scheduler,
    support::{FIVE_SECONDS, job, ms, run_for},
};

/// How far each of the first `ticks` is due from its place, in milliseconds; early is negative.
async fn offsets(every: Duration, percent: u8, seed: Option<u64>, ticks: u32) -> Vec<f64> {
    let (job, record) = job("0ms");
    let builder = Scheduler::builder(job, every).jitter(Jitter::percent(percent));
    let builder = match seed {
        Some(seed) => builder.jitter_seed(seed),
        None => builder,
    };
    let scheduler = builder.build().unwrap();
    let until = every * ticks + every * 3 / 4;
    run_for(&record, until, async |cancel| scheduler.run(cancel).await).await;
    let mut offsets = Vec::new();
    for (run, k) in record.runs().iter().zip(1..=ticks) {
        let number = run.tick.number;
        assert!(
            number == u64::from(k),
            "promised: run {k} is for tick {k}; it was for tick {number}, at {:?}",
            run.at
        );
        assert!(
            run.at >= run.due && run.at < run.due + ms(1),
            "promised: tick {k} runs when it is due, at {:?}; it ran at {:?}",
            run.due,
            run.at
        );
        offsets.push((run.due.as_secs_f64() - (every * k).as_secs_f64()) * 1_000.0);
    }
    assert_eq!(
        offsets.len(),
        ticks as usize,
        "promised: a run for each tick"
    );
    offsets
}

#[tokio::test(start_paused = true)]
async fn c10_every_tick_is_due_near_its_place() {
    for (every, percent, most) in [(5_000, 10, 500.0), (1_500, 50, 750.0), (300, 1, 3.0)] {
        let offsets = offsets(ms(every), percent, Some(14), 200).await;
        for (offset, k) in offsets.into_iter().zip(1..) {
            assert!(
                offset.abs() <= most + 1e-3,
                "promised: within {most} ms of {k} periods of {every} ms; off by {offset} ms"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn c11_jitter_spreads_over_its_whole_reach() {
    let offsets = offsets(FIVE_SECONDS, 10, Some(7), 400).await;
    let (least, most) = (
        offsets.iter().fold(0.0, |a: f64, b| a.min(*b)),
        offsets.iter().fold(0.0, |a: f64, b| a.max(*b)),
    );
    assert!(
        least < -300.0 && most > 300.0,
        "promised: from -500 ms to 500 ms; found: {least} ms to {most} ms in 400 ticks"
    );
}

#[tokio::test(start_paused = true)]
async fn c12_every_tick_has_its_own_jitter() {
    let offsets = offsets(FIVE_SECONDS, 10, Some(3), 50).await;
    let same = offsets.windows(2).filter(|two| two[0] == two[1]).count();
    assert!(
        same < 5,
        "promised: a jitter for each tick; found: {offsets:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn c13_the_same_seed_gives_the_same_ticks() {
    let first = offsets(FIVE_SECONDS, 10, Some(1), 20).await;
    assert_eq!(
        first,
        offsets(FIVE_SECONDS, 10, Some(1), 20).await,
        "promised: seed 1 repeats"
    );
    let other = offsets(FIVE_SECONDS, 10, Some(2), 20).await;
    assert_ne!(first, other, "promised: seeds 1 and 2 differ");
}

#[tokio::test(start_paused = true)]
async fn c14_schedulers_without_a_seed_do_not_run_in_step() {
    let mut firsts = Vec::new();
    for _ in 0..20 {
        firsts.push(offsets(FIVE_SECONDS, 50, None, 1).await[0]);
    }
    let in_step = firsts.iter().filter(|offset| **offset == firsts[0]).count();
    assert!(
        in_step < 10,
        "promised: twenty schedulers without a seed spread; found: {firsts:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn c15_a_run_at_the_start_has_no_jitter() {
    let (job, record) = job("0ms");
    let builder = Scheduler::builder(job, FIVE_SECONDS)
        .jitter(Jitter::percent(50))
        .jitter_seed(5);
    let scheduler = builder.first(First::AtOnce).build().unwrap();
    run_for(&record, ms(8_000), async |cancel| {
        scheduler.run(cancel).await
    })
    .await;
    let first = record.runs()[0];
    assert_eq!(
        (first.tick.number, first.due, first.at),
        (0, ms(0), ms(0)),
        "promised: tick 0 is due at the start"
    );
}
