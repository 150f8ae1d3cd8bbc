//! An API in memory: each attempt plays a script, and a recorder keeps it under its user's number.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use kata07_fanout::{ApiError, UserId, WidgetApi};
use shared_judge::{alive_tasks, listen};
use shared_mocks::{Behaviour, ScriptedService};
use timeline::Recorder;

/// What an attempt for a user does, counted from 1; and its error, if it fails.
type Script = dyn Fn(UserId, u32) -> (Behaviour, Option<ApiError>) + Send + Sync;

pub(crate) struct ScriptedApi {
    recorder: Recorder,
    attempts: Mutex<HashMap<UserId, u32>>,
    most_tasks: Arc<AtomicUsize>,
    script: Box<Script>,
}

/// What a test sees of a [`ScriptedApi`].
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) recorder: Recorder,
    most_tasks: Arc<AtomicUsize>,
}

/// An API that does the same for every user.
pub(crate) fn api(behaviour: &str) -> (ScriptedApi, Seen) {
    let behaviour = parse(behaviour);
    scripted(move |_, _| (behaviour, None))
}

/// An API that has its own script for some users.
pub(crate) fn api_except(usual: &str, special: &[(u64, &str)]) -> (ScriptedApi, Seen) {
    let usual = parse(usual);
    let special: HashMap<_, _> = special
        .iter()
        .map(|(user, script)| (*user, parse(script)))
        .collect();
    scripted(move |user, _| (special.get(&user.0).copied().unwrap_or(usual), None))
}

/// An API that plays these scripts in turn: user 0 the first, user 1 the second, and so on.
pub(crate) fn api_by_user(scripts: &[&str]) -> (ScriptedApi, Seen) {
    let scripts: Vec<_> = scripts.iter().map(|script| parse(script)).collect();
    scripted(move |user, _| (scripts[user.0 as usize % scripts.len()], None))
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
    let api = ScriptedApi {
        recorder,
        attempts: Mutex::default(),
        most_tasks,
        script: Box::new(script),
    };
    (api, seen)
}

fn parse(script: &str) -> Behaviour {
    script.parse().expect("a test's scripts parse")
}

pub(crate) fn status(status: u16, retry_after: Option<Duration>) -> ApiError {
    ApiError::Status {
        status,
        retry_after,
    }
}

/// What the API has for a user at this attempt: something new each time.
pub(crate) fn widgets(user: UserId, attempt: u32) -> Bytes {
    Bytes::from(format!("widgets {attempt} of user {user}"))
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
            Ok(()) => Ok(widgets(user, attempt)),
            Err(_) => Err(error.unwrap_or(status(500, None))),
        }
    }
}

impl Seen {
    /// When each request was sent.
    pub(crate) fn starts(&self) -> Vec<Duration> {
        let calls = self.recorder.calls();
        calls.into_iter().map(|call| call.start).collect()
    }

    #[track_caller]
    pub(crate) fn sent(&self, promised: usize) {
        let sent = self.starts().len();
        assert!(
            sent == promised,
            "promised: {promised} request(s); found: {sent}"
        );
    }

    /// The most tasks that were alive when a request was sent.
    pub(crate) fn most_tasks(&self) -> usize {
        self.most_tasks.load(Ordering::Relaxed)
    }
}
