//! A real server, and the line that all requests must keep.
#![allow(dead_code, reason = "each binding of the suite uses its own part")]

mod own_server;

use std::{
    env, fmt,
    io::{Write, stderr},
    num::NonZeroU32,
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use redis::AsyncCommands;
use tokio::task_local;

use own_server::OwnServer;

/// What a busy machine may put between the server's decision and the request, in every window.
pub(crate) const SLACK: Duration = Duration::from_millis(100);

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub(crate) fn nonzero(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("a test asks for something")
}

/// The server of `REDIS_URL`; without it the test says that it was left out.
pub(crate) fn redis_url() -> Option<String> {
    let url = env::var("REDIS_URL").ok();
    if url.is_none() {
        left_out("REDIS_URL is not set");
    }
    url
}

/// A server that the test may kill, where `REDIS_URL` says that there are servers.
pub(crate) async fn own_server() -> Option<OwnServer> {
    redis_url()?;
    let server = OwnServer::start().await;
    if server.is_none() {
        left_out("neither redis-server nor valkey-server is on the path");
    }
    server
}

/// Says so past the harness, which keeps what a green test prints.
pub(crate) fn left_out(why: &str) {
    say(format_args!("left out: {why}"));
}

pub(crate) fn say(what: fmt::Arguments<'_>) {
    let thread = thread::current();
    let test = thread.name().unwrap_or("a test");
    let _ = writeln!(stderr(), "{test}: {what}");
}

/// A budget that no other test has.
pub(crate) fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("fleet-budget-test-{}-{next}", process::id())
}

/// The server as the test sees it, beside the budget.
pub(crate) async fn observer(url: &str) -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(url).expect("REDIS_URL is a URL");
    let connection = client.get_multiplexed_async_connection().await;
    connection.expect("the server of REDIS_URL is there")
}

/// Whether the server has the key.
pub(crate) async fn exists(server: &mut redis::aio::MultiplexedConnection, name: &str) -> bool {
    server.exists(name).await.expect("the server answers")
}

/// What the server knows of the budget.
pub(crate) async fn state(server: &mut redis::aio::MultiplexedConnection, name: &str) -> u64 {
    server.get(name).await.expect("the key is there")
}

task_local! {
    /// How far this replica's clock is ahead.
    pub(crate) static CLOCK_AHEAD: Duration;
}

/// The wall clock as a replica reads it. The reference reads none.
pub(crate) fn client_clock_us() -> u64 {
    let ahead = CLOCK_AHEAD.try_with(|ahead| *ahead).unwrap_or_default();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is past 1970");
    (now + ahead).as_micros() as u64
}

/// By how much the requests are late for the line `burst + rate · w`: a window that is so much
/// longer allows what it saw. Zero if all keep it.
pub(crate) fn lateness(starts: &[Duration], rate: u32, burst: u32) -> Duration {
    let mut starts = starts.to_vec();
    starts.sort();
    let token = 1.0 / f64::from(rate);
    // The model again, in floating point: when the bucket is full, were every request in time.
    let (mut full_at, mut late) = (f64::MIN, 0.0_f64);
    for start in starts.iter().map(Duration::as_secs_f64) {
        full_at = full_at.max(start) + token;
        late = late.max(full_at - start - f64::from(burst) * token);
    }
    Duration::from_secs_f64(late.max(0.0))
}

/// Holds every window of the requests against `burst + rate · w`.
#[track_caller]
pub(crate) fn keeps_the_line(starts: &[Duration], rate: u32, burst: u32) {
    keeps_the_line_within(SLACK, starts, rate, burst);
}

/// The same, where requests have a longer way.
#[track_caller]
pub(crate) fn keeps_the_line_within(slack: Duration, starts: &[Duration], rate: u32, burst: u32) {
    let late = lateness(starts, rate, burst);
    assert!(
        late <= slack,
        "promised: at most {burst} + {rate} · w requests in every window; found: {} requests in \
         {:?}, so many that {late:?} are missing\n{starts:?}",
        starts.len(),
        starts.iter().max().copied().unwrap_or_default(),
    );
}
