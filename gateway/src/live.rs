//! The comparison over real loopback HTTP, in real time.

use std::{
    future::pending,
    io,
    sync::Arc,
    thread::{self, ScopedJoinHandle},
    time::Duration,
};

use pattern_comparison::{
    CallError, Comparison, Deadline, Pattern, Run, Scenario, Selection, Service, UserId,
    compare::{observe, patience},
    section,
};
use reqwest::Url;
use serde_json::Value;
use shared_mocks::{Behaviour, MockServer};
use timeline::Recorder;
use tokio::runtime::Builder;

use crate::HttpService;

/// A pattern that has not answered by then counts as `never`.
const PATIENCE: Duration = Duration::from_secs(5);

/// Plays `selection` under every pattern against one mock server, the patterns side by side.
///
/// Takes as long as the slowest pattern, and calls `on_answer` for each pattern that has ended. It
/// records the calls at the client, where a server's panic is a closed connection. Nothing runs on
/// return: calls that a pattern left behind end with their runtime.
///
/// # Errors
/// If the server has no port, or the client cannot be set up.
///
/// # Panics
/// Inside a tokio runtime, because it blocks.
pub fn live(
    selection: Selection,
    deadline: Deadline,
    on_answer: impl Fn(Pattern) + Sync,
) -> Result<Comparison, LiveError> {
    let scenario = selection.scenario();
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(LiveError::Server)?;
    let server = runtime
        .block_on(MockServer::start(section))
        .map_err(LiveError::Server)?;
    // One thread and one runtime per pattern, so that none waits for another.
    let runs = thread::scope(|scope| {
        let playing = Pattern::ALL.map(|pattern| {
            let (base, scenario, on_answer) = (server.url(), &scenario, &on_answer);
            scope.spawn(move || {
                let run = run(pattern, &base, scenario, deadline);
                on_answer(pattern);
                run
            })
        });
        playing.into_iter().map(joined).collect::<Result<_, _>>()
    })?;
    Ok(Comparison {
        selection,
        deadline,
        runs,
    })
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run(
    pattern: Pattern,
    base: &str,
    scenario: &Scenario,
    deadline: Deadline,
) -> Result<Run, LiveError> {
    // One thread, as `observe` asks for.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(LiveError::Runtime)?;
    // One client per pattern: a warm connection would make the next pattern look faster.
    let client = HttpService::client().map_err(LiveError::Client)?;
    let base: Url = base.parse().expect("the server's address makes a URL");
    runtime.block_on(async {
        let recorder = Recorder::new();
        let services = scenario
            .services()
            .map(|(name, behaviour)| LiveService {
                http: HttpService::new(name, base.clone(), &client).with_behaviour(behaviour),
                hangs: behaviour == Behaviour::Hang,
                recorder: recorder.clone(),
            })
            .map(Arc::new)
            .collect::<Vec<_>>();
        let user = UserId::default();
        let fetch = pattern.fetch(&services, &user, deadline.into());
        let patience = patience(scenario, deadline, PATIENCE);
        Ok(observe(pattern.name(), fetch, &recorder, scenario, patience).await)
    })
}

/// A service over HTTP, recorded on this side of the wire.
struct LiveService {
    http: HttpService,
    /// Whether it never answers: the mock server ends the call after a minute, the script does not.
    hangs: bool,
    recorder: Recorder,
}

impl Service for LiveService {
    fn name(&self) -> &str {
        self.http.name()
    }

    async fn call(&self, user: &UserId) -> Result<Value, CallError> {
        let call = async {
            let answer = self.http.call(user).await;
            if self.hangs {
                pending::<()>().await;
            }
            answer
        };
        self.recorder.watch(self.name(), call).await
    }
}

/// Why a live comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The mock server could not be started.
    #[error("cannot start the mock server")]
    Server(#[source] io::Error),
    /// There is no runtime for a pattern.
    #[error("cannot start a runtime")]
    Runtime(#[source] io::Error),
    /// The HTTP client could not be set up.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}
