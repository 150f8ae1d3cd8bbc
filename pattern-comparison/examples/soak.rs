//! Random faults, random cancellation and clients that leave, for as long as you like; everything
//! must be at rest in between.
//!
//! ```sh
//! cargo run --release -p pattern-comparison --example soak -- --minutes 1
//! ```
//!
//! In rounds of some seconds, against the gateway over loopback, the order pipeline's library and both
//! katas. Each answer is held against what its scenario allows. After each round nothing may run: no
//! upstream call, no step, no task, no connection; couriers, permits and tokens are all back; and
//! memory and file descriptors stay where they were after the first rounds. The seed is printed, and
//! `--seed` plays its choices again.

use std::{
    error::Error,
    fmt, fs,
    num::NonZeroUsize,
    process::ExitCode,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use clap::Parser;
use fastrand::Rng;
use indicatif::{ProgressBar, ProgressStyle};
use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, ServiceError,
    solution::UserAggregator,
};
use kata07_fanout::{ApiError, WidgetApi, solution::FanOutClient};
use order_pipeline::{CourierPool, Order, OrderPipeline, steps};
use pattern_comparison::{Gateway, Pattern, Upstream, section};
use shared_bench::resident;
use shared_mocks::{MockServer, Probe};
use shared_server::Server;
use tokio::{
    runtime::Handle,
    sync::oneshot,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// Random faults against everything here, with a verdict at the end.
#[derive(Debug, Parser)]
struct Cli {
    /// How long
    #[arg(long, default_value_t = 1)]
    minutes: u64,

    /// Plays the choices of an earlier run again
    #[arg(long)]
    seed: Option<u64>,
}

/// How many clients each part has.
const CLIENTS: usize = 16;

/// What one round of a client does.
const TURNS: usize = 60;

/// A rest that takes longer is none.
const REST: Duration = Duration::from_secs(30);

/// Rounds until memory is where it will stay.
const WARM_UP: u64 = 3;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let seed = cli.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let runtime = tokio::runtime::Runtime::new().expect("the system has room for threads");
    match runtime.block_on(soak(Duration::from_secs(60 * cli.minutes), seed)) {
        Ok(verdict) => {
            println!("{verdict}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("seed {seed}: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn soak(time: Duration, seed: u64) -> Result<String, Failure> {
    let world = Arc::new(World::start(seed).await?);
    let tasks = Handle::current().metrics().num_alive_tasks();
    let progress = ProgressBar::new(time.as_secs());
    progress.set_style(ProgressStyle::with_template(
        "{bar:32} {pos}/{len} s  {msg}",
    )?);
    let start = Instant::now();
    let mut random = Rng::with_seed(seed);
    let (mut rounds, mut baseline) = (0, Used::now());
    let mut most = baseline;
    while start.elapsed() < time {
        world.round(&mut random).await?;
        world.at_rest(tasks).await?;
        rounds += 1;
        let used = Used::now();
        if rounds == WARM_UP {
            baseline = used;
            most = used;
        }
        most = most.max(used);
        progress.set_position(start.elapsed().as_secs().min(time.as_secs()));
        progress.set_message(format!("{} done, {used}", world.done()));
    }
    progress.finish_and_clear();
    let verdict = format!(
        "{rounds} rounds, {} operations, {} left or cancelled half-way; after warm-up {baseline}, at \
         most {most}",
        world.done(),
        world.cut.load(Ordering::Relaxed),
    );
    if most.kib > baseline.kib * 5 / 4 + 8 * 1024 || most.files > baseline.files + 16 {
        return Err(format!("grows: {verdict}").into());
    }
    Ok(verdict)
}

/// Everything that is soaked.
struct World {
    gateway: String,
    client: reqwest::Client,
    pool: CourierPool,
    pipeline: OrderPipeline,
    dice: Dice,
    aggregator: UserAggregator<Dice, Dice>,
    fan_out: FanOutClient<Dice>,
    done: AtomicU64,
    cut: AtomicU64,
    _mocks: MockServer,
    _stop: oneshot::Sender<Duration>,
    _serving: JoinSet<usize>,
}

impl World {
    async fn start(seed: u64) -> Result<Self, Failure> {
        let dice = Dice::new(seed);
        let mocks = MockServer::start_with(Probe::of_the_last(0), section).await?;
        let many = NonZeroUsize::new(512).ok_or("not zero")?;
        let gateway = Gateway {
            upstream: Upstream::mocks(&mocks)?,
            deadline: "1s".parse()?,
            max_concurrent: many,
        };
        let any_port = ([127, 0, 0, 1], 0).into();
        let (server, addr) = Server::bind(any_port, gateway.router()).await?;
        let (stop, stopped) = oneshot::channel();
        let mut serving = JoinSet::new();
        serving.spawn(server.run_until(async { stopped.await.unwrap_or_default() }));
        let pool = CourierPool::new(NonZeroUsize::new(8).ok_or("not zero")?);
        let steps = vec![
            steps::payment(),
            steps::vendor(),
            steps::courier(pool.clone()),
        ];
        let fast = std::num::NonZeroU32::MAX;
        Ok(Self {
            gateway: format!("http://{addr}"),
            // No idle connection outlives a round.
            client: reqwest::Client::builder()
                .no_proxy()
                .pool_max_idle_per_host(0)
                .build()?,
            pipeline: OrderPipeline::new(steps, Duration::from_millis(50))?,
            pool,
            aggregator: UserAggregator::builder(dice.clone(), dice.clone())
                .timeout(Duration::from_millis(8))
                .build(),
            fan_out: FanOutClient::builder(dice.clone())
                .requests_per_second(fast)
                .burst(fast)
                .build(),
            dice,
            done: AtomicU64::new(0),
            cut: AtomicU64::new(0),
            _mocks: mocks,
            _stop: stop,
            _serving: serving,
        })
    }

    fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// All clients at once, until all are through.
    async fn round(self: &Arc<Self>, random: &mut Rng) -> Result<(), Failure> {
        let mut clients = JoinSet::new();
        for client in 0..4 * CLIENTS {
            let (world, mut random) = (Arc::clone(self), random.fork());
            clients.spawn(async move {
                for _ in 0..TURNS {
                    match client % 4 {
                        0 => world.request(&mut random).await?,
                        1 => world.order(&mut random).await?,
                        2 => world.aggregate(&mut random).await,
                        _ => world.fetch_all(&mut random).await?,
                    }
                    world.done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, Failure>(())
            });
        }
        while let Some(client) = clients.join_next().await {
            client??;
        }
        Ok(())
    }

    /// A request to the gateway; one in four clients does not wait for the answer.
    async fn request(&self, random: &mut Rng) -> Result<(), Failure> {
        let pattern = Pattern::ALL[random.usize(..Pattern::ALL.len())];
        let endings = ["", "", ":fail", ":panic"];
        let mut services = ["user", "orders", "notifications"].map(|service| {
            let ending = endings[random.usize(..endings.len())];
            format!("{service}={}ms{ending}", random.u8(..12))
        });
        // Who has no deadline would wait a minute.
        let has_deadline = matches!(pattern, Pattern::TimeoutHybrid | Pattern::FailFast);
        let hangs = has_deadline && random.u8(..24) == 0;
        if hangs {
            services = ["user=hang", "orders=1ms", "notifications=1ms"].map(str::to_owned);
        }
        // Long enough for the two that answer, on a machine with other work.
        let deadline = if hangs { "2s" } else { "60s" };
        let scenario = services.join(",");
        let url = format!(
            "{}/api/aggregate/{pattern}?scenario={scenario}&deadline={deadline}",
            self.gateway
        );
        let patience = match random.u8(..4) {
            0 => Duration::from_micros(random.u64(..12_000)),
            _ => REST,
        };
        let answer = async {
            let answer = self.client.get(&url).send().await?;
            let status = answer.status().as_u16();
            let body = answer.bytes().await?;
            Ok::<_, Failure>((status, serde_json::from_slice::<serde_json::Value>(&body)?))
        };
        let Ok(answer) = timeout(patience, answer).await else {
            if patience == REST {
                return Err(format!("no answer: {url}").into());
            }
            self.cut.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        };
        let (http, answer) = answer?;
        let faults = scenario.matches(":fail").count() + scenario.matches(":panic").count();
        let promised = match (pattern, hangs, faults) {
            (Pattern::FailFast, true, _) => ("failed", 504),
            (_, true, _) => ("partial", 200),
            (_, _, 0) => ("complete", 200),
            (Pattern::FailFast, _, _) | (_, _, 3) => ("failed", 502),
            _ => ("partial", 200),
        };
        let found = (answer["status"].as_str().unwrap_or("none"), http);
        if found != promised {
            return Err(format!("{url}: {found:?}, promised: {promised:?}").into());
        }
        Ok(())
    }

    /// An order, cancelled or dropped half-way once in three times.
    async fn order(&self, random: &mut Rng) -> Result<(), Failure> {
        let fails = ["payment", "vendor", "courier", ""][random.usize(..4)];
        let [payment, vendor, courier] = [(); 3].map(|()| random.u8(..8));
        let fail_step = match fails {
            "" => String::new(),
            step => format!(r#""fail_step": "{step}","#),
        };
        let json = format!(
            r#"{{"order_id": "soak", "amount": 1, {fail_step}
            "delay_ms": {{"payment": {payment}, "vendor": {vendor}, "courier": {courier}}}}}"#
        );
        let order = Arc::new(Order::from_json(json.as_bytes())?);
        let cancel = CancellationToken::new();
        let process = self.pipeline.process(&cancel, order);
        let moment = Duration::from_micros(random.u64(..10_000));
        let report = match random.u8(..3) {
            0 => {
                let cancelled = async {
                    sleep(moment).await;
                    cancel.cancel();
                };
                tokio::join!(process, cancelled).0
            }
            1 => match timeout(moment, process).await {
                Ok(report) => report,
                Err(_) => {
                    self.cut.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
            },
            _ => process.await,
        };
        let kind = report
            .error_kind()
            .map_or("ok", order_pipeline::ErrorKind::as_str);
        let allowed = match fails {
            "payment" => "payment_declined",
            "vendor" => "vendor_unavailable",
            "courier" => "no_courier",
            _ => "ok",
        };
        if ![allowed, "cancelled", "timeout"].contains(&kind) {
            return Err(format!("{json}: {kind}, promised: {allowed}").into());
        }
        Ok(())
    }

    async fn aggregate(&self, random: &mut Rng) {
        let cancel = CancellationToken::new();
        let user = kata01_aggregator::UserId(random.u64(..));
        let aggregate = self.aggregator.aggregate(&cancel, user);
        let moment = Duration::from_micros(random.u64(..10_000));
        let leaving = async {
            sleep(moment).await;
            cancel.cancel();
        };
        let (aggregated, ()) = tokio::join!(aggregate, leaving);
        if let Err(AggregateError::Cancelled) = aggregated {
            self.cut.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn fetch_all(&self, random: &mut Rng) -> Result<(), Failure> {
        let cancel = CancellationToken::new();
        let first = random.u64(..1_000_000);
        let users = (first..first + 20).map(kata07_fanout::UserId);
        let moment = Duration::from_micros(random.u64(..20_000));
        match timeout(moment, self.fan_out.fetch_all(&cancel, users)).await {
            Ok(Ok(all)) if all.len() != 20 => Err(format!("{} of 20 users", all.len()).into()),
            Ok(_) => Ok(()),
            Err(_) => {
                self.cut.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    /// Waits until everything has come to rest: what does not was lost.
    async fn at_rest(&self, tasks: usize) -> Result<(), Failure> {
        let start = Instant::now();
        loop {
            let left = self.left(tasks).await?;
            if left.is_empty() {
                break;
            }
            if start.elapsed() > REST {
                return Err(format!("still not at rest: {left}").into());
            }
            sleep(Duration::from_millis(5)).await;
        }
        // All permits are there: as many attempts at once as ever may be.
        let users = (0..64).map(kata07_fanout::UserId);
        let cancel = CancellationToken::new();
        let calm = self.fan_out.fetch_all(&cancel, users);
        // It may fail, by the dice: what matters is that it ends.
        let _ = timeout(REST, calm).await.map_err(|_| "a permit was lost")?;
        Ok(())
    }

    /// What still runs, in words.
    async fn left(&self, tasks: usize) -> Result<String, Failure> {
        let answer = self
            .client
            .get(format!("{}/metrics", self.gateway))
            .send()
            .await?;
        let metrics = answer.text().await?;
        let calls = metrics
            .lines()
            .filter(|line| line.starts_with("upstream_calls_running{") && !line.ends_with(" 0"));
        let mut left: Vec<_> = calls.map(str::to_owned).collect();
        if self.pipeline.tracker().running() > 0 || self.pool.busy() > 0 {
            left.push("orders run, or couriers are busy".to_owned());
        }
        let calls = self.dice.running.load(Ordering::Relaxed);
        if calls > 0 {
            left.push(format!("{calls} calls of the katas"));
        }
        let alive = Handle::current().metrics().num_alive_tasks();
        // The connection that has just asked may still be closing.
        if alive > tasks + 3 {
            left.push(format!("{alive} tasks, of {tasks}"));
        }
        Ok(left.join("; "))
    }
}

/// The services of both katas: each call takes a random time, and one in eight fails.
#[derive(Debug, Clone)]
struct Dice {
    running: Arc<AtomicUsize>,
    random: Arc<Mutex<Rng>>,
}

/// A call that is under way, until it is dropped.
struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Dice {
    fn new(seed: u64) -> Self {
        Self {
            running: Arc::default(),
            random: Arc::new(Mutex::new(Rng::with_seed(seed))),
        }
    }

    async fn roll(&self) -> Result<(), ServiceError> {
        self.running.fetch_add(1, Ordering::Relaxed);
        let _under_way = UnderWay(&self.running);
        let (time, fails) = {
            let mut random = self.random.lock().map_err(|_| "a roll has panicked")?;
            (random.u64(..12_000), random.u8(..8) == 0)
        };
        sleep(Duration::from_micros(time)).await;
        if fails {
            Err("out of luck".into())
        } else {
            Ok(())
        }
    }
}

impl ProfileService for Dice {
    async fn fetch_profile(&self, _: kata01_aggregator::UserId) -> Result<Profile, ServiceError> {
        let name = "Alice".to_owned();
        self.roll().await.map(|()| Profile { name })
    }
}

impl OrderService for Dice {
    async fn fetch_orders(&self, _: kata01_aggregator::UserId) -> Result<Orders, ServiceError> {
        self.roll().await.map(|()| Orders { count: 5 })
    }
}

impl WidgetApi for Dice {
    async fn fetch_widgets(&self, _: kata07_fanout::UserId) -> Result<Bytes, ApiError> {
        let widgets = Bytes::from_static(b"widgets");
        self.roll()
            .await
            .map(|()| widgets)
            .map_err(ApiError::Transport)
    }
}

/// What the process holds of the machine; 0 where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Used {
    kib: usize,
    files: usize,
}

impl Used {
    fn now() -> Self {
        Self {
            kib: resident().unwrap_or_default() / 1024,
            files: fs::read_dir("/proc/self/fd").map_or(0, Iterator::count),
        }
    }

    fn max(self, other: Self) -> Self {
        Self {
            kib: self.kib.max(other.kib),
            files: self.files.max(other.files),
        }
    }
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} KiB and {} file descriptors", self.kib, self.files)
    }
}
