//! What the aggregator adds to a bare `try_join!` of the same two calls.
//!
//! **Measures** one aggregation of two services that yield to the scheduler once, on a runtime of
//! two threads, by one caller and by 64 at once: at 64, the time in which the machine does one more.
//! Each contender has one thing more than the one before it. The last is another shape altogether:
//! a task for each call.
//!
//! **Distorted by** the yield, which with one caller finds nothing else to do and looks for I/O, a
//! system call; and by whatever else the machine does, which is why contenders take turns and only
//! ratios of medians mean something. Logs go to nowhere: what a terminal costs is not measured.
//!
//! **Baseline**: `try_join!` of the calls, and nothing else.
//!
//! ```sh
//! cargo bench -p kata01-aggregator
//! ```

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use kata01_aggregator::{
    OrderService, Orders, Profile, ProfileService, ServiceError, UserId, solution::UserAggregator,
};
use shared_bench::{Options, Race};
use tokio::{
    runtime::{Builder, Runtime},
    select,
    task::{JoinSet, yield_now},
    time::timeout,
    try_join,
};
use tokio_util::sync::CancellationToken;

/// Beyond what any aggregation here takes.
const DEADLINE: Duration = Duration::from_secs(60);

fn main() -> io::Result<()> {
    let options = Options::from_args();
    // With one subscriber in the process, tracing asks a log line's first caller alone whether it is
    // wanted, and the first here has its logs off.
    shared_judge::listen();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has room for two threads");
    for (callers, words) in [(1, "one caller"), (64, "64 callers")] {
        let mut race = Race::new(format!("two calls, {words}"));
        for contender in Contender::all() {
            let contender = Arc::new(contender);
            let runtime = &runtime;
            race = race.contender(contender.name(), move |times| {
                run(runtime, &contender, callers, times)
            });
        }
        if let Some(standings) = race.run(&options) {
            options.show(&standings)?;
        }
    }
    Ok(())
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
        [
            Self::TryJoin,
            Self::Deadline,
            Self::Token,
            Self::Aggregator("the aggregator, logs off", aggregator().build()),
            Self::Aggregator(
                "the aggregator, logs on",
                aggregator().subscriber(to_nowhere).build(),
            ),
            Self::JoinSet,
        ]
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::TryJoin => "try_join!",
            Self::Deadline => "and a deadline",
            Self::Token => "and a token",
            Self::Aggregator(name, _) => name,
            Self::JoinSet => "a JoinSet of two",
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
            Self::JoinSet => {
                let mut calls = JoinSet::new();
                calls.spawn(async move { Yielding.fetch_profile(user).await.map(|_| 0) });
                calls.spawn(async move { Yielding.fetch_orders(user).await.map(|it| it.count) });
                let mut orders = 0;
                while let Some(called) = calls.join_next().await {
                    orders += called??;
                }
                Ok(orders)
            }
        }
    }
}

/// So many aggregations, shared out among callers, each a task that loops.
fn run(runtime: &Runtime, contender: &Arc<Contender>, callers: u64, times: u64) -> Duration {
    let each = times.div_ceil(callers);
    let took = runtime.block_on(async {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..callers {
            let contender = Arc::clone(contender);
            tasks.spawn(async move {
                // A token of its own: one that all share is a lock that all want.
                let cancel = CancellationToken::new();
                for _ in 0..each {
                    let orders = contender.aggregate(&cancel).await;
                    assert_eq!(orders.expect("nobody fails"), 5);
                }
            });
        }
        tasks.join_all().await;
        start.elapsed()
    });
    took.mul_f64(times as f64 / (each * callers) as f64)
}

/// Both services: they let others run once, and then have their answer.
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
