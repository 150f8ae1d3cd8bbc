//! Scripted services behind the two ports, a probe, and the log as the subscriber saw it.
#![allow(dead_code, reason = "each binding of the suite uses its own part")]

use std::{
    fmt,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, Service, ServiceError, UserId,
};
use shared_mocks::{Moment, Probe, ScriptedService};
use tokio::{runtime::Handle, time::timeout};
use tracing::{
    Dispatch, Event, Level, Subscriber,
    field::{Field, Visit},
    span,
};
use tracing_subscriber::{Layer, Registry, layer::Context, prelude::*, registry::LookupSpan};

/// Whose dashboard is asked for.
pub(crate) const USER: UserId = UserId(7);

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Alice, after the script.
pub(crate) struct ScriptedProfile(ScriptedService);

impl ProfileService for ScriptedProfile {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
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
        self.0.call().await?;
        Ok(Orders { count: 5 })
    }
}

/// Both services, recorded by one probe.
pub(crate) fn services(profile: &str, orders: &str) -> (ScriptedProfile, ScriptedOrders, Probe) {
    listen();
    let probe = Probe::new();
    let scripted = |name: &str, script: &str| {
        ScriptedService::new(
            name,
            script.parse().expect("a test writes good scripts"),
            &probe,
        )
    };
    let profile = ScriptedProfile(scripted("profile", profile));
    let orders = ScriptedOrders(scripted("orders", orders));
    (profile, orders, probe)
}

/// Awaits the call, and what the probe saw when it returned. An answer that takes longer than an
/// hour of virtual time never comes.
pub(crate) async fn returned<T>(probe: &Probe, call: impl Future<Output = T>) -> (T, Moment) {
    match timeout(ms(3_600_000), call).await {
        Ok(result) => (result, probe.moment("aggregate returned")),
        Err(_) => {
            probe
                .moment("aggregate was given up")
                .promised_that("that it returns", false);
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

/// Keeps one subscriber alive for the whole process. Without any, the first test that reaches a log
/// statement may switch it off for good: tracing caches who is interested, and tests run at once.
pub(crate) fn listen() {
    static LISTENER: LazyLock<Dispatch> = LazyLock::new(|| Registry::default().into());
    LazyLock::force(&LISTENER);
}

/// How many tasks of this runtime live; exact on a current-thread one.
pub(crate) fn alive_tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// Everything that was logged to one subscriber.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Line>>>);

/// An event, with its fields and those of the spans around it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) level: Level,
    pub(crate) spans: Vec<String>,
    fields: Vec<(String, String)>,
}

impl Line {
    /// The value of a field of the event or of a span around it.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Log {
    /// A subscriber that writes here.
    pub(crate) fn subscriber(&self) -> Dispatch {
        Registry::default().with(self.clone()).into()
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        self.0.lock().expect("no panic under the lock").clone()
    }

    /// The one event about `service`.
    #[track_caller]
    pub(crate) fn of(&self, service: &str) -> Line {
        self.only(&format!("service = {service:?}"), |line| {
            line.field("service") == Some(service)
        })
    }

    /// The one event about the whole call.
    #[track_caller]
    pub(crate) fn closing(&self) -> Line {
        let whole =
            |line: &Line| line.field("service").is_none() && line.field("outcome").is_some();
        self.only("an outcome and no service", whole)
    }

    #[track_caller]
    fn only(&self, which: &str, matches: impl Fn(&Line) -> bool) -> Line {
        let lines = self.lines();
        let found: Vec<_> = lines.iter().filter(|line| matches(line)).cloned().collect();
        match <[Line; 1]>::try_from(found) {
            Ok([line]) => line,
            Err(found) => panic!(
                "promised: one event with {which}; found {}. The whole log:\n{lines:#?}",
                found.len()
            ),
        }
    }
}

/// A span's fields, kept with the span.
struct SpanFields(Vec<(String, String)>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Log {
    fn on_new_span(
        &self,
        attributes: &span::Attributes<'_>,
        id: &span::Id,
        context: Context<'_, S>,
    ) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let span = context
            .span(id)
            .expect("the registry keeps a span while it is open");
        span.extensions_mut().insert(SpanFields(fields.0));
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let span = context
            .span(id)
            .expect("the registry keeps a span while it is open");
        if let Some(known) = span.extensions_mut().get_mut::<SpanFields>() {
            known.0.extend(fields.0);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut spans = Vec::new();
        for span in context.event_scope(event).into_iter().flatten() {
            spans.push(format!("{} {}", span.metadata().level(), span.name()));
            if let Some(known) = span.extensions().get::<SpanFields>() {
                fields.0.extend(known.0.iter().cloned());
            }
        }
        let line = Line {
            level: *event.metadata().level(),
            spans,
            fields: fields.0,
        };
        self.0.lock().expect("no panic under the lock").push(line);
    }
}

#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }
}
