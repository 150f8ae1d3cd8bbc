//! What kata 01's aggregator costs, in times of a bare `try_join!` of the same two calls.
//!
//! **Measures** one aggregation of two services that yield once and then answer, by one caller and by
//! 64: see [`Callers`]. Each line has one thing more than the line above it; the last is another shape,
//! a task for each call. The value is a [`Ratio`]: both sides take turns of a few milliseconds.
//!
//! **Distorted by** the yield, which with one caller finds nothing else to do and looks for I/O, a
//! system call. Logs go to nowhere: what a terminal costs is not measured.
//!
//! **Baseline**: `try_join!` of the calls, and nothing else; the first line is the baseline against
//! itself. Its own time is the group `kata 01, try_join!`.
//!
//! ```sh
//! cargo bench -p measurements --bench kata01
//! ```

use std::{io, sync::Arc, time::Duration};

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main, measurement::WallTime};
use kata01_aggregator::{
    OrderService, Orders, Profile, ProfileService, ServiceError, UserId, solution::UserAggregator,
};
use measurements::{Callers, Ratio, alternate, settings};
use tokio::{
    select,
    task::{JoinSet, yield_now},
    time::timeout,
    try_join,
};
use tokio_util::sync::CancellationToken;

/// Beyond what any aggregation here takes.
const DEADLINE: Duration = Duration::from_secs(60);

fn ratios(criterion: &mut Criterion<Ratio>) {
    // With one subscriber in the process, tracing asks a log line's first caller alone whether it is
    // wanted, and the first here has its logs off.
    shared_judge::listen();
    let baseline = Arc::new(Contender::TryJoin);
    for count in [1, 64] {
        let callers = Callers::new(count);
        let mut group = criterion.benchmark_group(format!("kata 01, callers: {count}"));
        group.sampling_mode(SamplingMode::Flat);
        for contender in Contender::all().map(Arc::new) {
            group.bench_function(contender.name(), |bencher| {
                bencher.iter_custom(|iterations| {
                    alternate(
                        iterations,
                        |times| time(&callers, &contender, times),
                        |times| time(&callers, &baseline, times),
                    )
                });
            });
        }
        group.finish();
    }
}

fn baseline(criterion: &mut Criterion<WallTime>) {
    let mut group = criterion.benchmark_group("kata 01, try_join!");
    for count in [1, 64] {
        let (callers, baseline) = (Callers::new(count), Arc::new(Contender::TryJoin));
        group.bench_function(format!("callers: {count}"), |bencher| {
            bencher.iter_custom(|times| time(&callers, &baseline, times));
        });
    }
    group.finish();
}

criterion_group! { name = in_times; config = settings(Ratio); targets = ratios }
criterion_group! { name = in_seconds; config = settings(WallTime); targets = baseline }
criterion_main!(in_times, in_seconds);

fn time(callers: &Callers, contender: &Arc<Contender>, times: u64) -> Duration {
    callers.time(times, |share| {
        let contender = Arc::clone(contender);
        async move {
            // A token of its own: one that all share is a lock that all want.
            let cancel = CancellationToken::new();
            for _ in 0..share {
                let orders = contender.aggregate(&cancel).await;
                assert_eq!(orders.expect("no call fails"), 5);
            }
        }
    })
}

enum Contender {
    TryJoin,
    Deadline,
    Token,
    Aggregator(&'static str, UserAggregator<Yielding, Yielding>),
    JoinSet,
}

impl Contender {
    fn all() -> [Self; 6] {
        let aggregator = || UserAggregator::builder(Yielding, Yielding).timeout(DEADLINE);
        let to_nowhere = tracing_subscriber::fmt().with_writer(io::sink).finish();
        let (off, on) = (aggregator(), aggregator().subscriber(to_nowhere));
        [
            Self::TryJoin,
            Self::Deadline,
            Self::Token,
            Self::Aggregator("the aggregator, logs off", off.build()),
            Self::Aggregator("the aggregator, logs on", on.build()),
            Self::JoinSet,
        ]
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::TryJoin => "try_join!",
            Self::Deadline => "and a deadline",
            Self::Token => "and a token",
            Self::Aggregator(name, _) => name,
            Self::JoinSet => "JoinSet of two",
        }
    }

    async fn aggregate(&self, cancel: &CancellationToken) -> Result<u32, ServiceError> {
        let user = UserId(7);
        let both = async {
            let both = try_join!(Yielding.fetch_profile(user), Yielding.fetch_orders(user));
            both.map(|(_, orders)| orders.count)
        };
        match self {
            Self::TryJoin => both.await,
            Self::Deadline => timeout(DEADLINE, both).await?,
            Self::Token => select! {
                biased;
                () = cancel.cancelled() => Err("cancelled".into()),
                both = timeout(DEADLINE, both) => both?,
            },
            Self::Aggregator(_, aggregator) => Ok(aggregator.aggregate(cancel, user).await?.orders),
            Self::JoinSet => join_set(user).await,
        }
    }
}

async fn join_set(user: UserId) -> Result<u32, ServiceError> {
    let mut calls = JoinSet::new();
    calls.spawn(async move { Yielding.fetch_profile(user).await.map(|_| 0) });
    calls.spawn(async move { Yielding.fetch_orders(user).await.map(|it| it.count) });
    let mut orders = 0;
    while let Some(called) = calls.join_next().await {
        orders += called??;
    }
    Ok(orders)
}

/// Both services: they let others run once, and then answer.
#[derive(Debug)]
struct Yielding;

impl ProfileService for Yielding {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        yield_now().await;
        Ok(Profile {
            name: String::new(),
        })
    }
}

impl OrderService for Yielding {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        yield_now().await;
        Ok(Orders { count: 5 })
    }
}
