//! The comparison over real loopback HTTP, in real time.

use std::{
    future::pending,
    io,
    sync::Arc,
    thread::{self, ScopedJoinHandle},
    time::Duration,
};

use reqwest::Url;
use serde_json::Value;
use shared_mocks::{Behaviour, Latency, MockServer, Probe};
use tokio::runtime::Builder;

use super::{Comparison, Lane, Run, observe, patience};
use crate::{CallError, HttpService, Scenario, Selection, Service, UserId, section};

/// What does not answer within this time never will.
const PATIENCE: Duration = Duration::from_secs(5);

/// Plays `selection` in every lane against one mock server, the lanes side by side.
///
/// Takes as long as the slowest lane; `on_answer` is told of each that is through. The calls are
/// recorded at the client, where a server's panic is a connection that closes. When it returns
/// nothing runs on: the calls that a lane left running end with their runtime.
///
/// # Errors
/// If there is no port for the server or no set-up for the client.
///
/// # Panics
/// Inside a tokio runtime, as it blocks.
pub fn live(
    selection: Selection,
    deadline: Latency,
    lanes: &[Lane],
    on_answer: impl Fn(Lane) + Sync,
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
    // A thread and a runtime a lane, so that one that blocks its thread holds up nobody else.
    let runs = thread::scope(|scope| {
        let play = |lane: &Lane| {
            let lane = *lane;
            let (base, scenario, on_answer) = (server.url(), &scenario, &on_answer);
            scope.spawn(move || {
                let run = run(lane, &base, scenario, deadline);
                on_answer(lane);
                run
            })
        };
        let playing: Vec<_> = lanes.iter().map(play).collect();
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

fn run(lane: Lane, base: &str, scenario: &Scenario, deadline: Latency) -> Result<Run, LiveError> {
    // One thread, as `observe` asks for.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(LiveError::Runtime)?;
    // A client each: a connection that one lane has warmed up would flatter the next.
    let client = HttpService::client().map_err(LiveError::Client)?;
    let base: Url = base.parse().expect("the server's address makes a URL");
    runtime.block_on(async {
        let probe = Probe::new();
        let services = scenario
            .services()
            .map(|(name, behaviour)| LiveService::new(name, behaviour, &base, &client, &probe))
            .map(Arc::new)
            .collect::<Vec<_>>();
        let patience = patience(scenario, deadline, PATIENCE);
        Ok(observe(lane, &services, &probe, scenario, deadline, patience).await)
    })
}

/// A service over HTTP, recorded on this side of the wire.
struct LiveService {
    http: HttpService,
    /// For how long a call holds its thread first: no server can do that to its client.
    block: Duration,
    /// Whether it never answers: the server lets go after a minute, and the script does not.
    hangs: bool,
    probe: Probe,
}

impl LiveService {
    fn new(
        name: &str,
        behaviour: Behaviour,
        base: &Url,
        client: &reqwest::Client,
        probe: &Probe,
    ) -> Self {
        let (block, behaviour) = match behaviour {
            Behaviour::Block(latency) => (latency, Behaviour::Return(Latency::ZERO)),
            behaviour => (Latency::ZERO, behaviour),
        };
        Self {
            http: HttpService::new(name, base.clone(), client).with_behaviour(behaviour),
            block: block.into(),
            hangs: behaviour == Behaviour::Hang,
            probe: probe.clone(),
        }
    }
}

impl Service for LiveService {
    fn name(&self) -> &str {
        self.http.name()
    }

    async fn call(&self, user: &UserId) -> Result<Value, CallError> {
        let call = async {
            #[expect(
                clippy::disallowed_methods,
                reason = "to show what it does to everybody"
            )]
            thread::sleep(self.block);
            let answer = self.http.call(user).await;
            if self.hangs {
                pending::<()>().await;
            }
            answer
        };
        self.probe.record(self.name(), call).await
    }
}

/// Why a live comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The mock server could not be started.
    #[error("cannot start the mock server")]
    Server(#[source] io::Error),
    /// There is no runtime for a lane.
    #[error("cannot start a runtime")]
    Runtime(#[source] io::Error),
    /// The HTTP client could not be set up.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}
