//! Scripted services behind the two ports, a recorder, and the log as the subscriber saw it.
#![allow(dead_code, reason = "each binding of the suite uses its own part")]

use std::{fmt, time::Duration};

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, Service, ServiceError, UserId,
};
pub(crate) use shared_judge::alive_tasks;
use shared_judge::{Line, Log, Moment, listen};
use shared_mocks::ScriptedService;
use timeline::Recorder;
use tokio::time::timeout;
use tracing::debug;

/// Whose dashboard is asked for.
pub(crate) const USER: UserId = UserId(7);

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// What each service logs of its own accord when it is asked.
pub(crate) const SAYS: &str = "asked";

/// Alice, after the script.
pub(crate) struct ScriptedProfile(ScriptedService);

impl ProfileService for ScriptedProfile {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        debug!("{SAYS}");
        self.0.call().await?;
        Ok(Profile {
            name: "Alice".to_owned(),
        })
    }
}

/// Five orders, after the script.
pub(crate) struct ScriptedOrders(ScriptedService);

impl OrderService for ScriptedOrders {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        debug!("{SAYS}");
        self.0.call().await?;
        Ok(Orders { count: 5 })
    }
}

/// Both services, recorded by one recorder.
pub(crate) fn services(profile: &str, orders: &str) -> (ScriptedProfile, ScriptedOrders, Recorder) {
    listen();
    let recorder = Recorder::new();
    let scripted = |name: &str, script: &str| {
        ScriptedService::new(
            name,
            script.parse().expect("a test writes good scripts"),
            &recorder,
        )
    };
    let profile = ScriptedProfile(scripted("profile", profile));
    let orders = ScriptedOrders(scripted("orders", orders));
    (profile, orders, recorder)
}

/// Awaits the call, and what the recorder saw when it returned. An answer that takes longer than an
/// hour of virtual time never comes.
pub(crate) async fn returned<T>(recorder: &Recorder, call: impl Future<Output = T>) -> (T, Moment) {
    match timeout(ms(3_600_000), call).await {
        Ok(result) => (result, Moment::of(recorder, "aggregate ended")),
        Err(_) => {
            Moment::of(recorder, "aggregate was given up").promised_that("that it returns", false);
            unreachable!("a broken promise panics")
        }
    }
}

/// Which service failed, and its own words.
pub(crate) fn failure<T: fmt::Debug>(result: Result<T, AggregateError>) -> (Service, String) {
    match result {
        Err(AggregateError::Service { service, source }) => (service, source.to_string()),
        other => panic!("promised: the failure of a service; got: {other:?}"),
    }
}

/// The one event about the whole call.
#[track_caller]
pub(crate) fn closing(log: &Log) -> Line {
    log.only("an outcome and no service", |line| {
        line.field("service").is_none() && line.field("outcome").is_some()
    })
}
