//! What a task costs, beside an OS thread.
//!
//! **Measures** the time to start one of many, have it wait until all have started, and join it; and
//! the memory that one of 1,000 keeps while it waits.
//!
//! **Distorted by** the machine's other work: threads need the system's scheduler. Memory is weighed in
//! pages, in a process of its own for each sample, as an allocator keeps what it once had. A thread's
//! stack is reserved in full and used in part: the part is what is weighed.
//!
//! **Baseline**: the task of the same number. Threads stop at 1,000; 10,000 are more than many machines
//! allow.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench tasks_and_threads
//! ```

use std::{
    cell::Cell,
    env,
    pin::pin,
    process::Command,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use criterion::{
    AxisScale, BenchmarkId, Criterion, PlotConfiguration, SamplingMode, measurement::WallTime,
};
use measurements::{Callers, Memory, exact, resident, settings};
use tokio::{
    runtime::Runtime,
    sync::{Notify, Semaphore},
    task::JoinSet,
};

/// Enough for ten samples of 1,000 threads.
const TARGET: Duration = Duration::from_secs(2);

/// How a sample's own process is told what to weigh; no filter looks like this.
const WEIGH: &str = "--weigh-one-of-1000";

fn main() {
    let words: Vec<_> = env::args().skip(1).collect();
    if let [flag, name] = words.as_slice()
        && flag == WEIGH
    {
        let kind = KINDS.iter().find(|kind| kind.0 == name);
        return println!("{}", kept(kind.expect("the parent names one").2));
    }
    let criterion = settings(WallTime).sample_size(10);
    let mut criterion = criterion.measurement_time(TARGET).configure_from_args();
    time(&mut criterion);
    memory(&mut exact(Memory).measurement_time(TARGET));
    criterion.final_summary();
}

fn time(criterion: &mut Criterion<WallTime>) {
    let callers = Callers::new(1);
    let mut group = criterion.benchmark_group("start, wait, join");
    group.sampling_mode(SamplingMode::Flat);
    group.plot_config(PlotConfiguration::default().summary_scale(AxisScale::Logarithmic));
    for (name, most, run) in KINDS {
        for count in [1, 100, 1_000, 10_000] {
            if count > most {
                continue;
            }
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter_custom(|times| {
                    let start = Instant::now();
                    for _ in 0..times {
                        run(callers.runtime(), count, &|| ());
                    }
                    start.elapsed().div_f64(f64::from(count))
                });
            });
        }
    }
    group.finish();
}

fn memory(criterion: &mut Criterion<Memory>) {
    let mut group = criterion.benchmark_group("memory kept");
    group.sampling_mode(SamplingMode::Flat);
    for (name, ..) in KINDS {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|times| (0..times).map(|_| weigh(name)).sum());
        });
    }
    group.finish();
}

/// The bytes that one of 1,000 keeps, in a process that has done nothing else.
fn weigh(name: &str) -> f64 {
    let myself = env::current_exe().expect("a process has a file");
    let output = Command::new(myself).args([WEIGH, name]).output();
    let kept = String::from_utf8(output.expect("a process can be started").stdout);
    let kept = kept.expect("it prints digits");
    kept.trim().parse().expect("it prints a number")
}

fn kept(run: Run) -> f64 {
    let (callers, full) = (Callers::new(1), Cell::new(None));
    let before = resident();
    run(callers.runtime(), 1_000, &|| full.set(resident()));
    let kept = full.get().zip(before).map(|(full, before)| full - before);
    // Where the system does not tell, criterion says that it has measured nothing.
    kept.unwrap_or_default() as f64 / 1_000.0
}

/// Starts so many, looks while all wait, and joins them.
type Run = fn(&Runtime, u32, &dyn Fn());

/// With the most that are started.
const KINDS: [(&str, u32, Run); 2] = [("a task", 10_000, tasks), ("a thread", 1_000, threads)];

fn tasks(runtime: &Runtime, count: u32, look: &dyn Fn()) {
    runtime.block_on(async {
        let (go, ready) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            let (go, ready) = (Arc::clone(&go), Arc::clone(&ready));
            tasks.spawn(async move {
                let mut told = pin!(go.notified());
                told.as_mut().enable();
                ready.add_permits(1);
                told.await;
            });
        }
        drop(ready.acquire_many(count).await.expect("nothing closes it"));
        look();
        go.notify_waiters();
        tasks.join_all().await;
    });
}

fn threads(_: &Runtime, count: u32, look: &dyn Fn()) {
    let barrier = Arc::new(Barrier::new(count as usize + 1));
    let wait_twice = |_| {
        let barrier = Arc::clone(&barrier);
        thread::spawn(move || [barrier.wait(), barrier.wait()])
    };
    let threads: Vec<_> = (0..count).map(wait_twice).collect();
    barrier.wait();
    look();
    barrier.wait();
    for thread in threads {
        thread.join().expect("it only waits");
    }
}
