//! Four real processes with kata 07's client, one budget, and one API that sees all of them.

use std::{
    env,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{Router, extract::Path, routing::get};
use bytes::Bytes;
use fleet_budget::FleetPace;
use kata07_fanout::{ApiError, HttpWidgetApi, UserId, WidgetApi, solution::FanOutClient};
use tokio::{
    net::TcpListener,
    process::Command,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::support::{
    SLACK, keeps_the_line_within, lateness, left_out, ms, name, nonzero, redis_url, say,
};

const RATE: u32 = 40;
const BURST: u32 = 20;
const USERS: u64 = 20;

/// The API as a replica sees it: how long did the slowest request take from its token on?
struct Timed {
    api: HttpWidgetApi,
    slowest: Arc<Mutex<Duration>>,
}

impl WidgetApi for Timed {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let start = Instant::now();
        let widgets = self.api.fetch_widgets(user).await;
        let mut slowest = self.slowest.lock().expect("no panic under the lock");
        *slowest = start.elapsed().max(*slowest);
        widgets
    }
}

type Arrivals = Arc<Mutex<Vec<(Duration, u64)>>>;

/// An API that writes down when each request came, and for whom.
async fn api(owner: &mut JoinSet<()>) -> (String, Arrivals) {
    let (start, arrivals) = (Instant::now(), Arrivals::default());
    let seen = Arc::clone(&arrivals);
    let widgets = async move |Path(user): Path<u64>| {
        let mut seen = seen.lock().expect("no panic under the lock");
        seen.push((start.elapsed(), user));
        "[]"
    };
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("there is a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let router = Router::new().route("/users/{id}/widgets", get(widgets));
    owner.spawn(async move { axum::serve(listener, router).await.expect("it serves") });
    (url, arrivals)
}

/// Runs four replicas, each with an environment of its own, to their end; what each printed.
async fn replicas(
    redis: &str,
    api: &str,
    environment: impl Fn(u64) -> Vec<(&'static str, String)>,
) -> Vec<String> {
    let name = name();
    let mut replicas = JoinSet::new();
    for replica in 0..4 {
        let mut process = Command::new(env::current_exe().expect("a test has a file"));
        process
            .args(["--ignored", "--exact", "processes::replica", "--nocapture"])
            .envs([("REPLICA", replica.to_string()), ("API", api.to_owned())])
            .envs([("REDIS_URL", redis), ("NAME", &name)])
            .envs(environment(replica))
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        replicas.spawn(async move { process.output().await.expect("it starts") });
    }
    let ended = timeout(ms(60_000), replicas.join_all()).await;
    let ended = ended.expect("promised: 80 tokens in two seconds; found: not in a minute");
    let printed = ended.into_iter().map(|replica| {
        let printed = String::from_utf8_lossy(&replica.stdout).into_owned();
        assert!(
            replica.status.success(),
            "{printed}{}",
            String::from_utf8_lossy(&replica.stderr)
        );
        printed
    });
    printed.collect()
}

/// One of the fleet.
#[tokio::test]
#[ignore = "the tests start it, as a process of its own"]
async fn replica() {
    let variable = |name| env::var(name).expect("the tests set it");
    let pace = FleetPace::connect(
        variable("REDIS_URL"),
        variable("NAME"),
        nonzero(RATE),
        nonzero(BURST),
    );
    let pace = pace.await.expect("the server is there");
    let api = HttpWidgetApi::builder(&variable("API"))
        .no_proxy()
        .build()
        .expect("a good URL");
    let slowest = Arc::default();
    let api = Timed {
        api,
        slowest: Arc::clone(&slowest),
    };
    let client = FanOutClient::builder(api).build_with(pace);
    let first = USERS * variable("REPLICA").parse::<u64>().expect("a number");
    let users = (first..first + USERS).map(UserId);
    let fetched = client.fetch_all(&CancellationToken::new(), users).await;
    assert_eq!(fetched.expect("the API answers").len() as u64, USERS);
    let clock = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is past 1970");
    println!("clock={}", clock.as_secs());
    let slowest = slowest.lock().expect("no panic under the lock");
    println!("slowest={}", slowest.as_millis());
}

#[track_caller]
fn keeps_one_budget(arrivals: &Arrivals, printed: &[String]) {
    let mut arrivals = arrivals.lock().expect("no panic under the lock").clone();
    arrivals.sort();
    assert_eq!(arrivals.len() as u64, 4 * USERS);
    let starts: Vec<_> = arrivals.iter().map(|(at, _)| *at - arrivals[0].0).collect();
    // A token and its request are not at one moment: as far apart as the slowest request says. Four
    // budgets instead of one would be late by 1.5 s.
    let slowest = printed
        .iter()
        .map(|printed| number(printed, "slowest="))
        .max();
    let slack = SLACK + ms(slowest.unwrap_or_default());
    keeps_the_line_within(slack, &starts, RATE, BURST);
    say(format_args!(
        "the API saw {} requests in {:?}, at most {:?} late for {BURST} + {RATE} · w",
        starts.len(),
        starts[starts.len() - 1],
        lateness(&starts, RATE, BURST),
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_keep_one_budget() {
    let Some(redis) = redis_url() else { return };
    let mut server = JoinSet::new();
    let (api, arrivals) = api(&mut server).await;
    let printed = replicas(&redis, &api, |_| Vec::new()).await;
    keeps_one_budget(&arrivals, &printed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_of_processes_an_hour_apart_make_no_difference() {
    let Some(redis) = redis_url() else { return };
    let Some(faketime) = faketime() else {
        return left_out("libfaketime is not installed");
    };
    let mut server = JoinSet::new();
    let (api, arrivals) = api(&mut server).await;
    let printed = replicas(&redis, &api, |replica| {
        let preload = faketime.to_string_lossy().into_owned();
        vec![
            ("LD_PRELOAD", preload),
            ("FAKETIME", format!("+{replica}h")),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    })
    .await;
    let mut clocks: Vec<u64> = printed
        .iter()
        .map(|printed| number(printed, "clock="))
        .collect();
    clocks.sort();
    let apart = clocks[3] - clocks[0];
    assert!(
        (10_000..11_600).contains(&apart),
        "the clocks are three hours apart, not {apart} s"
    );
    keeps_one_budget(&arrivals, &printed);
}

/// What a replica printed behind `name`.
fn number(printed: &str, name: &str) -> u64 {
    let value = printed.split(name).nth(1);
    let value = value.and_then(|rest| rest.split_whitespace().next());
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in {printed}"))
}

/// Where Debian has it.
fn faketime() -> Option<PathBuf> {
    let folder = format!(
        "/usr/lib/{}-linux-gnu/faketime/libfaketimeMT.so.1",
        env::consts::ARCH
    );
    Some(PathBuf::from(folder)).filter(|library| library.is_file())
}
