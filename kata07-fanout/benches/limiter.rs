//! What the limiter costs a call that it lets through at once.
//!
//! **Measures**, first, a permit and a token alone, taken in a loop by one task and by 64 at once on
//! a runtime of two threads: at 64, the time in which the machine takes one more. Rate and burst are
//! the greatest there are, and there is a permit for each task, so that nobody ever waits. Second, a
//! user's share of a whole `fetch_all` over an API in memory that lets others run once.
//!
//! **Distorted by** what two threads do to one cache line, if the machine has both to give; by tokio,
//! which sends a task that has taken 128 permits to the back of the queue; by reading the clock, which
//! some virtual machines make slow; and by whatever else the machine does.
//!
//! **Baseline**: a bare semaphore's permit, and for the whole call a `JoinSet` and a semaphore by
//! hand, without a limiter, a token to cancel, a panic caught, or a log.
//!
//! ```sh
//! cargo bench -p kata07-fanout --bench limiter
//! ```

use std::{
    collections::HashMap,
    num::{NonZeroU32, NonZeroUsize},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use kata07_fanout::{ApiError, Pace, UserId, WidgetApi, solution::FanOutClient};
use shared_bench::{Options, Race};
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
    task::{JoinSet, yield_now},
};
use tokio_util::sync::CancellationToken;

const TASKS: usize = 64;

fn main() {
    let options = Options::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has room for two threads");
    for tasks in [1, TASKS] {
        let limiters = Arc::new(Limiters::new());
        let race = Gate::ALL.into_iter().fold(
            Race::new(format!("one passage, tasks at once: {tasks}")),
            |race, gate| {
                let (runtime, limiters) = (&runtime, &limiters);
                race.contender(gate.name(), move |passages| {
                    gate.run(runtime, limiters, tasks as u64, passages)
                })
            },
        );
        if let Some(standings) = race.run(&options) {
            println!("{standings}");
        }
    }
    let cap = const { NonZeroUsize::new(8).expect("it is not zero") };
    for in_flight in [cap, cap.saturating_mul(cap)] {
        let race = Call::ALL.into_iter().fold(
            Race::new(format!("one user of a call, in flight: {in_flight}")),
            |race, call| {
                let runtime = &runtime;
                race.contender(call.name(), move |users| {
                    call.run(runtime, in_flight, users)
                })
            },
        );
        if let Some(standings) = race.run(&options) {
            println!("{standings}");
        }
    }
}

/// What a task has to pass.
#[derive(Clone, Copy)]
enum Gate {
    Permit,
    PermitAndToken,
    Token,
    Check,
}

struct Limiters {
    semaphore: Arc<Semaphore>,
    pace: Pace,
    /// governor on its own clock.
    governor: DefaultDirectRateLimiter,
}

impl Limiters {
    fn new() -> Self {
        let quota = Quota::per_second(NonZeroU32::MAX).allow_burst(NonZeroU32::MAX);
        Self {
            semaphore: Arc::new(Semaphore::new(TASKS)),
            pace: unlimited(),
            governor: RateLimiter::direct(quota),
        }
    }
}

impl Gate {
    const ALL: [Self; 4] = [Self::Permit, Self::PermitAndToken, Self::Token, Self::Check];

    fn name(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::PermitAndToken => "permit, then token",
            Self::Token => "token",
            Self::Check => "governor's check()",
        }
    }

    /// So many passages, shared out among tasks, each a loop.
    fn run(
        self,
        runtime: &Runtime,
        limiters: &Arc<Limiters>,
        tasks: u64,
        passages: u64,
    ) -> Duration {
        let each = passages.div_ceil(tasks);
        let took = runtime.block_on(async {
            let start = Instant::now();
            let mut set = JoinSet::new();
            for _ in 0..tasks {
                let limiters = Arc::clone(limiters);
                set.spawn(async move {
                    for _ in 0..each {
                        self.pass(&limiters).await;
                    }
                });
            }
            set.join_all().await;
            start.elapsed()
        });
        took.mul_f64(passages as f64 / (each * tasks) as f64)
    }

    async fn pass(self, limiters: &Limiters) {
        let permit = match self {
            Self::Permit | Self::PermitAndToken => {
                let permit = Arc::clone(&limiters.semaphore).acquire_owned().await;
                Some(permit.expect("nobody closes the semaphore"))
            }
            Self::Token | Self::Check => None,
        };
        match self {
            Self::Permit => {}
            Self::PermitAndToken | Self::Token => limiters.pace.ready().await,
            Self::Check => assert!(limiters.governor.check().is_ok()),
        }
        drop(permit);
    }
}

/// Who fetches.
#[derive(Clone, Copy)]
enum Call {
    ByHand,
    ByHandWithPace,
    FetchAll,
}

impl Call {
    const ALL: [Self; 3] = [Self::ByHand, Self::ByHandWithPace, Self::FetchAll];

    fn name(self) -> &'static str {
        match self {
            Self::ByHand => "JoinSet and Semaphore",
            Self::ByHandWithPace => "the same and Pace",
            Self::FetchAll => "fetch_all",
        }
    }

    /// In a task, as a call that is driven from `block_on` is woken more slowly.
    fn run(self, runtime: &Runtime, in_flight: NonZeroUsize, users: u64) -> Duration {
        runtime.block_on(async {
            let mut caller = JoinSet::new();
            caller.spawn(async move {
                let start = Instant::now();
                let fetched = match self {
                    Self::ByHand => by_hand(in_flight, users, None).await,
                    Self::ByHandWithPace => by_hand(in_flight, users, Some(unlimited())).await,
                    Self::FetchAll => fetch_all(in_flight, users).await,
                };
                let took = start.elapsed();
                assert_eq!(fetched, users);
                took
            });
            let took = caller.join_next().await.expect("one task was spawned");
            took.expect("it does not panic, and nobody aborts it")
        })
    }
}

fn unlimited() -> Pace {
    Pace::new(NonZeroU32::MAX, NonZeroU32::MAX)
}

async fn fetch_all(in_flight: NonZeroUsize, users: u64) -> u64 {
    let client = FanOutClient::builder(Yielding)
        .requests_per_second(NonZeroU32::MAX)
        .burst(NonZeroU32::MAX)
        .max_in_flight(in_flight)
        .build();
    let fetched = client
        .fetch_all(&CancellationToken::new(), (0..users).map(UserId))
        .await;
    fetched.expect("the API does not fail").len() as u64
}

/// The floor: as many tasks at a time, and the same map.
async fn by_hand(in_flight: NonZeroUsize, users: u64, pace: Option<Pace>) -> u64 {
    let semaphore = Arc::new(Semaphore::new(in_flight.get()));
    let pace = Arc::new(pace);
    let mut tasks = JoinSet::new();
    let mut fetched = HashMap::new();
    for user in (0..users).map(UserId) {
        let permit = Arc::clone(&semaphore).acquire_owned().await;
        let pace = Arc::clone(&pace);
        tasks.spawn(async move {
            let _permit = permit.expect("nobody closes the semaphore");
            if let Some(pace) = pace.as_ref() {
                pace.ready().await;
            }
            (user, Yielding.fetch_widgets(user).await)
        });
        while let Some(ended) = tasks.try_join_next() {
            let (user, widgets) = ended.expect("no request panics, and nobody aborts");
            fetched.insert(user, widgets.expect("the API does not fail"));
        }
    }
    while let Some(ended) = tasks.join_next().await {
        let (user, widgets) = ended.expect("no request panics, and nobody aborts");
        fetched.insert(user, widgets.expect("the API does not fail"));
    }
    fetched.len() as u64
}

/// An API in memory that lets others run once.
struct Yielding;

impl WidgetApi for Yielding {
    async fn fetch_widgets(&self, _: UserId) -> Result<Bytes, ApiError> {
        yield_now().await;
        Ok(Bytes::new())
    }
}
