//! What a task costs, beside an OS thread.
//!
//! **Measures** for 1 to 100,000 tasks, and as many threads as the machine lets there be, the time
//! to start one, have it wait for the others, and join it; and what one that waits keeps in memory.
//!
//! **Distorted by** the first use of memory, which the system hands out in pages; by what the
//! allocator keeps from the size before, which is why each size has a process of its own; and by
//! whatever else the machine does. A thread's stack is reserved in full and used in part: it is what
//! is used that is shown.
//!
//! **Baseline**: the task of the same number.
//!
//! ```sh
//! cargo bench -p pattern-comparison --bench tasks_and_threads
//! ```

use std::{
    env,
    process::Command,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use shared_bench::{Options, human, resident};
use tabled::{
    builder::Builder,
    settings::{Alignment, Style, object::Columns},
};
use tokio::{sync::Notify, task::JoinSet};

fn main() {
    let words: Vec<String> = env::args().collect();
    if let [_, one, kind, count] = words.as_slice()
        && one == "--one"
    {
        let count = count.parse().expect("the parent writes a number");
        let (time, memory) = match kind.as_str() {
            "tasks" => tasks(count),
            _ => threads(count),
        };
        println!("{} {memory}", time.as_nanos());
        return;
    }
    let options = Options::from_args();
    let sizes: &[usize] = options.scaled(
        &[1, 100, 1_000, 10_000, 100_000],
        &[1, 100, 1_000, 10_000],
        &[1, 10],
    );
    let rounds = options.scaled(5, 3, 1);
    let mut table = Builder::default();
    table.push_record([
        "tasks and threads",
        "a task",
        "a thread",
        "ratio",
        "a task keeps",
        "a thread keeps",
    ]);
    for size in sizes {
        let task = measured("tasks", *size, rounds);
        let thread = measured("threads", *size, rounds);
        table.push_record(row(*size, task, thread));
    }
    let mut table = table.build();
    table.with(Style::markdown());
    table.modify(Columns::new(1..), Alignment::right());
    println!("{table}\n");
}

/// Time and bytes for each of `count`.
type Cost = (Duration, usize);

fn row(size: usize, task: Option<Cost>, thread: Option<Cost>) -> [String; 6] {
    let time = |cost: Option<Cost>| cost.map_or("refused".to_owned(), |(time, _)| human(time));
    // Of a few, the pages of the process are most.
    let kept = |cost: Option<Cost>| match cost {
        Some((_, bytes)) if size >= 1_000 => format!("{bytes} B"),
        _ => "–".to_owned(),
    };
    let ratio = match (task, thread) {
        (Some((task, _)), Some((thread, _))) => {
            format!("{:.1}", thread.as_secs_f64() / task.as_secs_f64())
        }
        _ => "–".to_owned(),
    };
    [
        size.to_string(),
        time(task),
        time(thread),
        ratio,
        kept(task),
        kept(thread),
    ]
}

/// The median of some processes; `None` if the machine refuses so many.
fn measured(kind: &str, count: usize, rounds: usize) -> Option<Cost> {
    let mut costs = Vec::new();
    for _ in 0..rounds {
        let myself = env::current_exe().expect("a process has a file");
        let output = Command::new(myself)
            .args(["--one", kind, &count.to_string()])
            .output();
        let output = output.expect("a process can be started");
        if !output.status.success() {
            return None;
        }
        let text = String::from_utf8(output.stdout).expect("it prints digits");
        let (time, bytes) = text.trim().split_once(' ').expect("it prints two numbers");
        let time = Duration::from_nanos(time.parse().expect("nanoseconds"));
        costs.push((time, bytes.parse().expect("bytes")));
    }
    costs.sort_unstable();
    costs.get(costs.len() / 2).copied()
}

fn tasks(count: usize) -> Cost {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .expect("the system has room for two threads");
    runtime.block_on(async {
        let before = resident().unwrap_or_default();
        let start = Instant::now();
        let go = Arc::new(Notify::new());
        let all_wait = Arc::new(tokio::sync::Semaphore::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            let (go, all_wait) = (Arc::clone(&go), Arc::clone(&all_wait));
            tasks.spawn(async move {
                let told = go.notified();
                tokio::pin!(told);
                told.as_mut().enable();
                all_wait.add_permits(1);
                told.await;
            });
        }
        let waiting = all_wait
            .acquire_many(count.try_into().expect("a small number"))
            .await;
        drop(waiting.expect("nobody closes it"));
        let kept = resident().unwrap_or_default().saturating_sub(before);
        go.notify_waiters();
        tasks.join_all().await;
        (start.elapsed().div_f64(count as f64), kept / count)
    })
}

fn threads(count: usize) -> Cost {
    let before = resident().unwrap_or_default();
    let start = Instant::now();
    let (all_wait, go) = (
        Arc::new(Barrier::new(count + 1)),
        Arc::new(Barrier::new(count + 1)),
    );
    let threads: Vec<_> = (0..count)
        .map(|_| {
            let (all_wait, go) = (Arc::clone(&all_wait), Arc::clone(&go));
            thread::spawn(move || {
                all_wait.wait();
                go.wait();
            })
        })
        .collect();
    all_wait.wait();
    let kept = resident().unwrap_or_default().saturating_sub(before);
    go.wait();
    for thread in threads {
        thread.join().expect("it only waits");
    }
    (start.elapsed().div_f64(count as f64), kept / count)
}
