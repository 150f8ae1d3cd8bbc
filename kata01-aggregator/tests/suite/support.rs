//! Scripted services behind the two ports, and what a test asks of a result.
#![allow(dead_code, reason = "each binding uses its own part")]

use std::{
    fmt,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, Service, ServiceError, UserId,
};
use shared_judge::{Line, Log, Moment, listen, watched};
use shared_mocks::{Behaviour, ScriptedService};
use timeline::Recorder;
use tokio::time::timeout;
use tracing::debug;

/// The user whose dashboard most tests ask for.
pub(crate) const USER: UserId = UserId(7);

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// What each service logs itself when it is asked.
pub(crate) const ASKED: &str = "asked";

/// Plays one script after the other, a script a call; the last one again and again.
pub(crate) struct Scripted {
    name: &'static str,
    scripts: Vec<Behaviour>,
    calls: AtomicUsize,
    recorder: Recorder,
}

impl Scripted {
    fn new(name: &'static str, scripts: &[&str], recorder: &Recorder) -> Self {
        let parse = |script: &&str| script.parse().expect("the tests' scripts are valid");
        Self {
            name,
            scripts: scripts.iter().map(parse).collect(),
            calls: AtomicUsize::new(0),
            recorder: recorder.clone(),
        }
    }

    /// Plays the next script, and returns the number of this call, from 1.
    async fn play(&self) -> Result<usize, ServiceError> {
        debug!("{ASKED}");
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let script = self.scripts[number.min(self.scripts.len() - 1)];
        let service = ScriptedService::new(self.name, script, &self.recorder);
        service.call().await?;
        Ok(number + 1)
    }
}

/// The first call answers "Alice" and 5 orders; each later one has another answer.
impl ProfileService for Scripted {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        let name = match self.play().await? {
            1 => "Alice".to_owned(),
            number => format!("Alice {number}"),
        };
        Ok(Profile { name })
    }
}

impl OrderService for Scripted {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        let count = 4 + u32::try_from(self.play().await?)?;
        Ok(Orders { count })
    }
}

/// Both services, each with one script for all of its calls.
pub(crate) fn services(profile: &str, orders: &str) -> (Scripted, Scripted, Recorder) {
    services_in_turn(&[(profile, orders)])
}

/// Both services, with a pair of scripts for each call.
pub(crate) fn services_in_turn(scripts: &[(&str, &str)]) -> (Scripted, Scripted, Recorder) {
    listen();
    let recorder = Recorder::new();
    let (profile, orders): (Vec<_>, Vec<_>) = scripts.iter().copied().unzip();
    let profile = Scripted::new("profile", &profile, &recorder);
    let orders = Scripted::new("orders", &orders, &recorder);
    (profile, orders, recorder)
}

/// Each user has scripts and answers of their own: "user 7" and 7 orders for user 7.
#[derive(Clone)]
pub(crate) struct PerUser {
    pub(crate) scripts: fn(u64) -> (String, String),
    pub(crate) recorder: Recorder,
}

impl PerUser {
    /// Scripts of profile and orders by the user's number.
    pub(crate) fn new(scripts: fn(u64) -> (String, String)) -> Self {
        listen();
        let recorder = Recorder::new();
        Self { scripts, recorder }
    }

    async fn play(&self, name: String, script: String) -> Result<(), ServiceError> {
        let script = script.parse().expect("the tests' scripts are valid");
        let service = ScriptedService::new(name, script, &self.recorder);
        Ok(service.call().await?)
    }
}

impl ProfileService for PerUser {
    async fn fetch_profile(&self, user: UserId) -> Result<Profile, ServiceError> {
        let script = (self.scripts)(user.0).0;
        self.play(format!("profile of {user}"), script).await?;
        let name = format!("user {user}");
        Ok(Profile { name })
    }
}

impl OrderService for PerUser {
    async fn fetch_orders(&self, user: UserId) -> Result<Orders, ServiceError> {
        let script = (self.scripts)(user.0).1;
        self.play(format!("orders of {user}"), script).await?;
        let count = u32::try_from(user.0)?;
        Ok(Orders { count })
    }
}

/// What [`PerUser`] answers for this user.
pub(crate) fn own(user: u64) -> String {
    format!("User: user {user} | Orders: {user}")
}

/// Awaits the call, and looks at the record as it returns. After 10 minutes of virtual time the test
/// gives up; if the clock does not move at all, the watchdog fails the test.
pub(crate) async fn returned<T>(recorder: &Recorder, call: impl Future<Output = T>) -> (T, Moment) {
    // Boxed: a large future that is moved often overflows the stack of an unoptimised test.
    match watched(timeout(ms(600_000), Box::pin(call))).await {
        Ok(result) => (result, Moment::of(recorder, "aggregate returned")),
        Err(_) => {
            let moment = Moment::of(recorder, "aggregate was still pending");
            moment.promised_that("it returns", false);
            unreachable!("a broken promise panics")
        }
    }
}

/// The dashboard, as it is displayed.
#[track_caller]
pub(crate) fn answer<T: fmt::Display>(result: Result<T, AggregateError>) -> String {
    match result {
        Ok(dashboard) => dashboard.to_string(),
        Err(error) => panic!("promised: a dashboard; got: {error:?}"),
    }
}

/// The service that failed, and its own error.
#[track_caller]
pub(crate) fn failure<T: fmt::Debug>(result: Result<T, AggregateError>) -> (Service, ServiceError) {
    match result {
        Err(AggregateError::Service { service, source }) => (service, source),
        other => panic!("promised: the failure of a service; got: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn promises_cancelled<T: fmt::Debug>(result: &Result<T, AggregateError>) {
    let kept = matches!(result, Err(AggregateError::Cancelled));
    assert!(kept, "promised: Cancelled; got: {result:?}");
}

#[track_caller]
pub(crate) fn promises_deadline<T: fmt::Debug>(
    result: &Result<T, AggregateError>,
    promised: Duration,
) {
    let kept =
        matches!(result, Err(AggregateError::DeadlineExceeded { after }) if *after == promised);
    assert!(
        kept,
        "promised: DeadlineExceeded {{ after: {promised:?} }}; got: {result:?}"
    );
}

/// The one event about the whole call.
#[track_caller]
pub(crate) fn closing(log: &Log) -> Line {
    log.only("an outcome and no service", |line| {
        line.field("service").is_none() && line.field("outcome").is_some()
    })
}
