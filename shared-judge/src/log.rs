//! The log as a subscriber saw it: events with their own fields and those of the spans around them.

use std::{
    fmt,
    sync::{Arc, LazyLock, Mutex},
};

use tracing::{
    Dispatch, Event, Level, Subscriber,
    field::{Field, Visit},
    span,
};
use tracing_subscriber::{Layer, Registry, layer::Context, prelude::*, registry::LookupSpan};

/// A longer log in a message hides what matters.
const MOST_LINES: usize = 24;

/// Keeps one subscriber alive for the whole process. Call it in every test that may log.
///
/// Without it, the first test that reaches a log statement can switch that statement off for all
/// others: tracing caches which statements have a subscriber, and tests run in parallel.
pub fn listen() {
    static LISTENER: LazyLock<Dispatch> = LazyLock::new(|| Registry::default().into());
    LazyLock::force(&LISTENER);
}

/// Everything that was logged to one subscriber.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Line>>>);

/// An event, with its own fields and those of the spans around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its level.
    pub level: Level,
    /// The spans around it, innermost first, each as level and name: `INFO aggregate`.
    pub spans: Vec<String>,
    fields: Vec<(String, String)>,
}

impl Line {
    /// The value of a field, of the event itself or of a span around it; the innermost wins.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Log {
    /// A subscriber that writes to this log.
    #[must_use]
    pub fn subscriber(&self) -> Dispatch {
        Registry::default().with(self.clone()).into()
    }

    /// Every event so far.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.0.lock().expect("no panic under the lock").clone()
    }

    /// The one event that has an `outcome`, and `field` with this `value`.
    ///
    /// # Panics
    /// If there is none, or more than one: with the log.
    #[track_caller]
    #[must_use]
    pub fn outcome_of(&self, field: &str, value: &str) -> Line {
        self.only(&format!("{field} = {value:?}"), |line| {
            line.field(field) == Some(value) && line.field("outcome").is_some()
        })
    }

    /// The one event that `matches`; `which` describes it in the message.
    ///
    /// # Panics
    /// If there is none, or more than one: with the log.
    #[track_caller]
    #[must_use]
    pub fn only(&self, which: &str, matches: impl Fn(&Line) -> bool) -> Line {
        let lines = self.lines();
        let found: Vec<_> = lines.iter().filter(|line| matches(line)).cloned().collect();
        let count = match <[Line; 1]>::try_from(found) {
            Ok([line]) => return line,
            Err(found) => found.len(),
        };
        let events: Vec<_> = lines.iter().map(|line| format!("\n  {line}")).collect();
        match events.len() {
            0 => panic!("promised: one event with {which}; found: nothing was logged"),
            all => panic!(
                "promised: one event with {which}; found: {count} of {all} events{}{}",
                events[..all.min(MOST_LINES)].concat(),
                if all > MOST_LINES { "\n  …" } else { "" },
            ),
        }
    }
}

impl Line {
    /// Compares a field with the promised value.
    ///
    /// # Panics
    /// If the value differs, or there is none.
    #[track_caller]
    pub fn promises(&self, field: &str, promised: &str) {
        let found = self.field(field).unwrap_or("nothing");
        assert!(
            found == promised,
            "promised: {field} = {promised:?}; found: {found:?} in\n  {self}"
        );
    }

    /// Compares the level with the promised one.
    ///
    /// # Panics
    /// If they differ.
    #[track_caller]
    pub fn promises_level(&self, promised: Level) {
        let found = self.level;
        assert!(
            found == promised,
            "promised: level {promised}; found: {found} in\n  {self}"
        );
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {:?}:", self.level, self.spans)?;
        self.fields
            .iter()
            .try_for_each(|(field, value)| write!(f, " {field}={value:?}"))
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
