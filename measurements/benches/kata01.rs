//! What kata 01's aggregator costs, in times of a bare `try_join!` of the same two calls.
//!
//! **Measures** one aggregation of two services that yield once, by one caller and by 64: see
//! [`Callers`]. Each line has one thing more than the line above it; the last has a task for each call.
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

use criterion::{Criterion, criterion_group, criterion_main, measurement::WallTime};
use kata01_aggregator::{
    OrderService, Orders, Profile, ProfileService, ServiceError, UserId, solution::UserAggregator,
};
use measurements::{Callers, Ratio, compare, settings};
use tokio::{
    select,
    task::{JoinSet, yield_now},
    time::timeout,
    try_join,
};
use tokio_util::sync::CancellationToken;

const DEADLINE: Duration = Duration::from_secs(60);

fn aggregator(criterion: &mut Criterion<Ratio>) {
    // With one subscriber in the process, tracing asks a log line's first caller alone whether it is
    // wanted, and the first here has its logs off.
    shared_judge::listen();
    for count in [1, 64] {
        let (callers, title) = (Callers::new(count), format!("kata 01, callers: {count}"));
        compare(criterion, &title, &Contender::all(), |contender, times| {
            time(&callers, contender, times)
        });
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

criterion_group! { name = in_times; config = settings(Ratio); targets = aggregator }
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
    Aggregator(UserAggregator<Yielding, Yielding>),
    JoinSet,
}

impl Contender {
    fn all() -> [(&'static str, Arc<Self>); 6] {
        let aggregator = || UserAggregator::builder(Yielding, Yielding).timeout(DEADLINE);
        let to_nowhere = tracing_subscriber::fmt().with_writer(io::sink).finish();
        let logs_on = aggregator().subscriber(to_nowhere).build();
        [
            ("try_join!", Self::TryJoin),
            ("and a deadline", Self::Deadline),
            ("and a token", Self::Token),
            (
                "the aggregator, logs off",
                Self::Aggregator(aggregator().build()),
            ),
            ("the aggregator, logs on", Self::Aggregator(logs_on)),
            ("JoinSet of two", Self::JoinSet),
        ]
        .map(|(name, contender)| (name, Arc::new(contender)))
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
            Self::Aggregator(aggregator) => Ok(aggregator.aggregate(cancel, user).await?.orders),
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
