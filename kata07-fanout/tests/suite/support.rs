//! A scripted API behind the port, a recorder, and the law that its requests must keep.
#![allow(dead_code, reason = "each binding of the suite uses its own part")]

use std::{
    collections::HashMap,
    num::{NonZeroU32, NonZeroUsize},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use kata07_fanout::{ApiError, UserId, WidgetApi};
pub(crate) use shared_judge::alive_tasks;
use shared_judge::{Moment, listen};
use shared_mocks::{Behaviour, ScriptedService};
use timeline::{Recorder, short};
use tokio::time::timeout;

pub(crate) const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub(crate) fn nonzero(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("a test asks for something")
}

pub(crate) fn cap(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("a test asks for something")
}

pub(crate) fn users(numbers: std::ops::Range<u64>) -> impl Iterator<Item = UserId> + Send {
    numbers.map(UserId)
}

/// An endless input, which gives up for whoever collects it first.
pub(crate) fn endless() -> impl Iterator<Item = UserId> + Send {
    (0..).map(UserId).inspect(|user| {
        assert!(
            user.0 < 100_000,
            "promised: a user is pulled when there is room, not before"
        );
    })
}

/// What one attempt for a user, counted from 1, does; and the error, if it fails.
type Script = dyn Fn(UserId, u32) -> (Behaviour, Option<ApiError>) + Send + Sync;

/// An API in memory: every attempt recorded under its user's number.
pub(crate) struct ScriptedApi {
    recorder: Recorder,
    attempts: Mutex<HashMap<UserId, u32>>,
    most_tasks: Arc<AtomicUsize>,
    script: Box<Script>,
}

/// What the tests see of a [`ScriptedApi`] from outside.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) recorder: Recorder,
    most_tasks: Arc<AtomicUsize>,
}

/// An API that does the same for everybody.
pub(crate) fn api(behaviour: &str) -> (ScriptedApi, Seen) {
    let behaviour: Behaviour = behaviour.parse().expect("a test writes good scripts");
    scripted(move |_, _| (behaviour, None))
}

/// An API that has something of its own for some users; all others are answered after `usual`.
pub(crate) fn api_except(usual: &str, special: &[(u64, &str)]) -> (ScriptedApi, Seen) {
    let parse = |script: &str| {
        script
            .parse::<Behaviour>()
            .expect("a test writes good scripts")
    };
    let usual = parse(usual);
    let special: HashMap<_, _> = special
        .iter()
        .map(|(user, script)| (UserId(*user), parse(script)))
        .collect();
    scripted(move |user, _| (special.get(&user).copied().unwrap_or(usual), None))
}

pub(crate) fn scripted(
    script: impl Fn(UserId, u32) -> (Behaviour, Option<ApiError>) + Send + Sync + 'static,
) -> (ScriptedApi, Seen) {
    listen();
    let (recorder, most_tasks) = (Recorder::new(), Arc::new(AtomicUsize::new(0)));
    let seen = Seen {
        recorder: recorder.clone(),
        most_tasks: Arc::clone(&most_tasks),
    };
    let attempts = Mutex::new(HashMap::new());
    (
        ScriptedApi {
            recorder,
            attempts,
            most_tasks,
            script: Box::new(script),
        },
        seen,
    )
}

impl WidgetApi for ScriptedApi {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let attempt = {
            let mut attempts = self.attempts.lock().expect("no panic under the lock");
            let attempt = attempts.entry(user).or_insert(0);
            *attempt += 1;
            *attempt
        };
        self.most_tasks.fetch_max(alive_tasks(), Ordering::Relaxed);
        let (behaviour, error) = (self.script)(user, attempt);
        let call = ScriptedService::new(user.to_string(), behaviour, &self.recorder);
        match call.call().await {
            Ok(()) => Ok(widgets(user)),
            Err(_) => Err(error.unwrap_or(ApiError::Status {
                status: 500,
                retry_after: None,
            })),
        }
    }
}

/// What the API has for a user.
pub(crate) fn widgets(user: UserId) -> Bytes {
    Bytes::from(format!("widgets of {user}"))
}

impl Seen {
    /// When each request came.
    pub(crate) fn starts(&self) -> Vec<Duration> {
        self.recorder
            .calls()
            .into_iter()
            .map(|call| call.start)
            .collect()
    }

    /// The most tasks that ever lived when a request came.
    pub(crate) fn most_tasks(&self) -> usize {
        self.most_tasks.load(Ordering::Relaxed)
    }

    /// Holds every window of the requests against `burst + rate · w`.
    #[track_caller]
    pub(crate) fn keeps_the_window(&self, rate: u32, burst: u32) {
        let starts = self.starts();
        for (from, first) in starts.iter().enumerate() {
            for (to, last) in starts.iter().enumerate().skip(from) {
                let (sent, allowed) = (to - from + 1, allowed(rate, burst, *last - *first));
                assert!(
                    sent <= allowed,
                    "from {} to {} the API saw {sent} requests; promised: at most {allowed}\n\n{}",
                    short(*first),
                    short(*last),
                    drawn(&starts[from..], rate, burst),
                );
            }
        }
    }
}

/// How many requests may come in a window of `width`.
fn allowed(rate: u32, burst: u32, width: Duration) -> usize {
    // A hair's breadth for what floating point cannot say.
    let allowed = f64::from(burst) + f64::from(rate) * width.as_secs_f64() + 1e-6;
    allowed as usize
}

/// The requests since the first, row by row, against what was allowed by then.
fn drawn(starts: &[Duration], rate: u32, burst: u32) -> String {
    let Some(first) = starts.first() else {
        return String::new();
    };
    let mut times: Vec<_> = starts.iter().map(|start| *start - *first).collect();
    times.dedup();
    let row = |time: &Duration| {
        let sent = starts
            .iter()
            .filter(|start| **start - *first <= *time)
            .count();
        let allowed = allowed(rate, burst, *time);
        let (within, beyond) = (sent.min(allowed), sent.saturating_sub(allowed));
        let (time, within, beyond) = (short(*time), "█".repeat(within), "▒".repeat(beyond));
        format!(
            "{time:>8} {within:<allowed$}│{beyond} {sent} sent, {allowed} allowed
"
        )
    };
    times.iter().take(24).map(row).collect::<String>() + "█ allowed  ▒ too many  │ the line\n"
}

/// Awaits the call, and what the recorder saw when it ended. One that takes longer than an hour of
/// virtual time never ends.
pub(crate) async fn ended<T>(seen: &Seen, call: impl Future<Output = T>) -> (T, Moment) {
    match timeout(ms(3_600_000), call).await {
        Ok(result) => (result, Moment::of(&seen.recorder, "the call ended")),
        Err(_) => {
            Moment::of(&seen.recorder, "the call was given up")
                .promised_that("that it ends", false);
            unreachable!("a broken promise panics")
        }
    }
}
