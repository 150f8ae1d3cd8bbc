//! The whole fan-out over loopback HTTP, beside a bare reqwest loop.
//!
//! **Measures** requests a second, and the client's own processor time a request, at 1, 8 and 64 in
//! flight, without a rate limit, in rounds in which the contenders take turns; and, each in a process
//! of its own, how much resident memory an answer of 128 bytes keeps. The server is a process of its
//! own, so that the figures are the client's.
//!
//! **Distorted by** the server, which shares the machine's cores with the client: requests a second
//! are what both can do together. Hence the processor time, which is the client's alone; but a client
//! that has to wait goes to sleep and is woken, and pays for both. And by whatever else the machine
//! does: only ratios mean something, and they are medians of each round's own.
//!
//! **Baseline**: the bare loop, as many tasks as may be in flight, each a loop over its share of the
//! users, with reqwest set as the adapter sets it. It has no limiter, no cap on the body, no first
//! failure, and no order to stop. Between the two stand a task a request by hand, and the reference
//! over the bare call instead of the adapter. With one in flight the bare loop never leaves its
//! thread; a task a request does, as its end and the next one's begin are for another task, and each
//! time a sleeping thread is woken to help.
//!
//! ```sh
//! cargo bench -p kata07-fanout --bench fan_out
//! ```

use std::{
    collections::HashMap,
    env,
    error::Error,
    io::{self, BufRead, BufReader, Read},
    num::{NonZeroU32, NonZeroUsize},
    process::{Child, Command, Stdio},
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use bytes::Bytes;
use kata07_fanout::{ApiError, HttpWidgetApi, UserId, WidgetApi, solution::FanOutClient};
use reqwest::{Client, redirect};
use shared_bench::{Options, cpu, human, resident};
use tabled::{
    builder::Builder as Table,
    settings::{Alignment, Style, object::Columns},
};
use tokio::{net::TcpListener, runtime::Builder, sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// How this binary is told to be the server; nobody filters by this.
const SERVE: [&str; 2] = ["serve", "until-stdin-closes"];

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [first, second] if [first, second] == SERVE => return serve(),
        ["weigh", url, contender, in_flight, users] => {
            return weigh(url, contender.parse()?, in_flight.parse()?, users.parse()?);
        }
        _ => {}
    }
    let options = Options::from_args();
    let server = Server::start()?;
    for in_flight in [1, 8, 64] {
        let title = format!("{in_flight} in flight");
        if options.wants(&title) {
            let in_flight = NonZeroUsize::new(in_flight).ok_or("nothing in flight")?;
            println!("{}\n", measure(&title, &server.url, in_flight, &options)?);
        }
    }
    Ok(())
}

/// Rounds in which all take turns, and a weighing of each.
fn measure(
    title: &str,
    url: &str,
    in_flight: NonZeroUsize,
    options: &Options,
) -> Result<String, Box<dyn Error>> {
    let few = in_flight.get() == 1;
    let users = options.scaled(
        if few { 500 } else { 1_500 },
        if few { 100 } else { 300 },
        10,
    );
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let mut fetchers = Vec::new();
    for contender in Contender::ALL {
        fetchers.push((Fetcher::new(contender, url, in_flight)?, Vec::new()));
    }
    for (fetcher, _) in &fetchers {
        runtime.block_on(fetcher.turn(users));
    }
    for round in 0..options.scaled(31, 9, 1) {
        let first = round % fetchers.len();
        let (late, early) = fetchers.split_at_mut(first);
        for (fetcher, turns) in early.iter_mut().chain(late) {
            turns.push(runtime.block_on(fetcher.turn(users)));
        }
    }

    let mut table = Table::default();
    table.push_record([
        title,
        "requests/s",
        "ratio",
        "CPU a request",
        "ratio",
        "KiB kept an answer",
        "ratio",
    ]);
    let turns: Vec<_> = fetchers.iter().map(|(_, turns)| turns.as_slice()).collect();
    let baseline = turns.first().copied().unwrap_or_default();
    let mut first_kept = None;
    for ((fetcher, _), turns) in fetchers.iter().zip(&turns) {
        let kept = kept(url, fetcher.contender, in_flight, options)?;
        let first_kept = *first_kept.get_or_insert(kept);
        let rounds = || turns.iter().zip(baseline);
        let known = |kept: Option<f64>, digits| {
            kept.map_or_else(|| "-".to_owned(), |kept| format!("{kept:.digits$}"))
        };
        let [rate, faster, cpu, dearer] = [
            median(turns.iter().map(|turn| users as f64 / turn.took)),
            median(rounds().map(|(turn, first)| first.took / turn.took)),
            median(turns.iter().map(|turn| turn.cpu / users as f64)),
            median(rounds().map(|(turn, first)| turn.cpu / first.cpu)),
        ];
        table.push_record([
            fetcher.contender.name().to_owned(),
            format!("{rate:.0}"),
            format!("{faster:.3}"),
            human(Duration::from_secs_f64(cpu)),
            format!("{dearer:.3}"),
            known(kept, 2),
            known(kept.zip(first_kept).map(|(kept, first)| kept / first), 3),
        ]);
    }
    let mut table = table.build();
    table.with(Style::markdown());
    table.modify(Columns::new(1..), Alignment::right());
    Ok(table.to_string())
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// Who fetches.
#[derive(Clone, Copy)]
enum Contender {
    BareLoop,
    TaskEach,
    BareCall,
    Reference,
}

impl Contender {
    const ALL: [Self; 4] = [
        Self::BareLoop,
        Self::TaskEach,
        Self::BareCall,
        Self::Reference,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::BareLoop => "bare loop",
            Self::TaskEach => "JoinSet and Semaphore",
            Self::BareCall => "fetch_all, bare call",
            Self::Reference => "fetch_all",
        }
    }
}

impl FromStr for Contender {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|known| known.name() == name);
        found.ok_or("no such contender")
    }
}

/// A contender with its connections.
struct Fetcher {
    contender: Contender,
    in_flight: NonZeroUsize,
    bare: Bare,
    over_bare: FanOutClient<Bare>,
    reference: FanOutClient<HttpWidgetApi>,
}

/// Seconds.
struct Turn {
    took: f64,
    cpu: f64,
}

impl Fetcher {
    fn new(
        contender: Contender,
        url: &str,
        in_flight: NonZeroUsize,
    ) -> Result<Self, Box<dyn Error>> {
        let bare = Bare::new(url)?;
        Ok(Self {
            contender,
            in_flight,
            over_bare: unlimited(bare.clone(), in_flight),
            bare,
            reference: unlimited(HttpWidgetApi::builder(url).no_proxy().build()?, in_flight),
        })
    }

    async fn turn(&self, users: u64) -> Turn {
        let (start, before) = (Instant::now(), cpu());
        let fetched = self.fetch(users).await;
        let turn = Turn {
            took: start.elapsed().as_secs_f64(),
            cpu: cpu().saturating_sub(before).as_secs_f64(),
        };
        assert_eq!(fetched.len() as u64, users);
        turn
    }

    /// In a task, as a call that is driven from `block_on` is woken more slowly.
    async fn fetch(&self, users: u64) -> HashMap<UserId, Bytes> {
        let in_flight = self.in_flight.get();
        let mut caller = JoinSet::new();
        match self.contender {
            Contender::BareLoop => caller.spawn(bare_loop(self.bare.clone(), in_flight, users)),
            Contender::TaskEach => caller.spawn(task_each(self.bare.clone(), in_flight, users)),
            Contender::BareCall => caller.spawn(fetch_all(self.over_bare.clone(), users)),
            Contender::Reference => caller.spawn(fetch_all(self.reference.clone(), users)),
        };
        let fetched = caller.join_next().await.expect("one task was spawned");
        fetched.expect("it does not panic, and nobody aborts it")
    }
}

/// As fast as it goes, so many at a time.
fn unlimited<A: WidgetApi>(api: A, in_flight: NonZeroUsize) -> FanOutClient<A> {
    FanOutClient::builder(api)
        .requests_per_second(NonZeroU32::MAX)
        .burst(NonZeroU32::MAX)
        .max_in_flight(in_flight)
        .build()
}

async fn fetch_all<A: WidgetApi>(client: FanOutClient<A>, users: u64) -> HashMap<UserId, Bytes> {
    let fetched = client
        .fetch_all(&CancellationToken::new(), (0..users).map(UserId))
        .await;
    fetched.expect("the server answers everyone")
}

/// The floor: as many tasks as may be in flight, and no more.
async fn bare_loop(bare: Bare, in_flight: usize, users: u64) -> HashMap<UserId, Bytes> {
    let mut tasks = JoinSet::new();
    for task in 0..in_flight as u64 {
        let bare = bare.clone();
        tasks.spawn(async move {
            let mut fetched = Vec::new();
            for user in (task..users).step_by(in_flight).map(UserId) {
                fetched.push((user, bare.get(user).await.expect("the server answers")));
            }
            fetched
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

/// A task for each request, as most would write it.
async fn task_each(bare: Bare, in_flight: usize, users: u64) -> HashMap<UserId, Bytes> {
    let semaphore = Arc::new(Semaphore::new(in_flight));
    let mut tasks = JoinSet::new();
    let mut fetched = HashMap::new();
    let mut users = (0..users).map(UserId);
    loop {
        while let Some(ended) = tasks.try_join_next() {
            let (user, widgets): (_, reqwest::Result<Bytes>) =
                ended.expect("no request panics, and nobody aborts");
            fetched.insert(user, widgets.expect("the server answers"));
        }
        let Some(user) = users.next() else {
            break;
        };
        let permit = Arc::clone(&semaphore).acquire_owned().await;
        let bare = bare.clone();
        tasks.spawn(async move {
            let _permit = permit.expect("nobody closes the semaphore");
            (user, bare.get(user).await)
        });
    }
    while let Some(ended) = tasks.join_next().await {
        let (user, widgets) = ended.expect("no request panics, and nobody aborts");
        fetched.insert(user, widgets.expect("the server answers"));
    }
    fetched
}

/// reqwest, set as the adapter sets it, and no more.
#[derive(Clone)]
struct Bare {
    client: Client,
    url: Arc<str>,
}

impl Bare {
    fn new(url: &str) -> reqwest::Result<Self> {
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(1))
            .pool_idle_timeout(Duration::from_secs(30))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy();
        Ok(Self {
            client: client.build()?,
            url: url.into(),
        })
    }

    async fn get(&self, user: UserId) -> reqwest::Result<Bytes> {
        let request = self
            .client
            .get(format!("{}/users/{user}/widgets", self.url))
            .timeout(Duration::from_secs(5));
        let response = request.send().await?.error_for_status()?;
        response.bytes().await
    }
}

impl WidgetApi for Bare {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let widgets = self.get(user).await;
        widgets.map_err(|error| ApiError::Transport(error.into()))
    }
}

/// The server, in a process that ends with this one.
struct Server {
    url: String,
    process: Child,
}

impl Server {
    fn start() -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(env::current_exe()?)
            .args(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("no stdout")?;
        let mut url = String::new();
        BufReader::new(stdout).read_line(&mut url)?;
        Ok(Self {
            url: url.trim_end().to_owned(),
            process,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closes its stdin first.
        let _ = self.process.wait();
    }
}

/// Serves until its stdin is closed, as it is when the benchmark ends, in whatever way.
fn serve() -> Result<(), Box<dyn Error>> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/users/{id}/widgets", get(async || "x".repeat(128)));
    let mut serving = JoinSet::new();
    let serve = async { axum::serve(listener, router).await };
    serving.spawn_on(serve, runtime.handle());
    io::stdin().read_to_end(&mut Vec::new())?;
    runtime.shutdown_background();
    Ok(())
}

/// KiB that an answer keeps, weighed in a process that has done nothing else.
fn kept(
    url: &str,
    contender: Contender,
    in_flight: NonZeroUsize,
    options: &Options,
) -> Result<Option<f64>, Box<dyn Error>> {
    let users = options.scaled(10_000, 1_000, 10).to_string();
    let output = Command::new(env::current_exe()?)
        .args(["weigh", url, contender.name()])
        .args([in_flight.to_string(), users])
        .stderr(Stdio::inherit())
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse().ok())
}

/// What `kept` calls: prints the figure, or nothing where the system does not tell.
fn weigh(
    url: &str,
    contender: Contender,
    in_flight: NonZeroUsize,
    users: u64,
) -> Result<(), Box<dyn Error>> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let fetcher = Fetcher::new(contender, url, in_flight)?;
    // The connections are not what an answer keeps.
    runtime.block_on(fetcher.fetch(2 * in_flight.get() as u64));
    let before = resident();
    let fetched = runtime.block_on(fetcher.fetch(users));
    if let (Some(before), Some(after)) = (before, resident()) {
        let kept = after.saturating_sub(before) as f64;
        println!("{}", kept / 1024.0 / fetched.len() as f64);
    }
    Ok(())
}
