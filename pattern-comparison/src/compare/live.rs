//! The comparison over real loopback HTTP, in real time.

use std::{io, sync::Arc, time::Duration};

use futures::future::join_all;
use shared_mocks::{Latency, MockServer, Probe};
use tokio::runtime::Builder;

use super::{Comparison, Run, observe, patience};
use crate::{HttpService, Pattern, Scenario, Selection, section};

/// What does not answer within this time never will.
const PATIENCE: Duration = Duration::from_secs(5);

/// Plays `selection` under every pattern against a mock server, the four side by side.
///
/// Takes as long as the slowest pattern; `on_answer` is told of each that is through. The calls
/// are recorded at the client: a server's panic is seen as a connection that closes. When it
/// returns nothing runs on: the calls that a pattern left running end with their runtime.
///
/// # Errors
/// If there is no port for the server or no set-up for the client.
///
/// # Panics
/// Inside a tokio runtime, as it blocks.
pub fn live(
    selection: Selection,
    deadline: Latency,
    on_answer: impl Fn(Pattern),
) -> Result<Comparison, LiveError> {
    let scenario = selection.scenario();
    // One thread, as `observe` asks for.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(LiveError::Server)?;
    let runs = runtime.block_on(async {
        let server = MockServer::start(section)
            .await
            .map_err(LiveError::Server)?;
        let runs = Pattern::ALL.map(|pattern| {
            let (server, scenario, on_answer) = (&server, &scenario, &on_answer);
            async move {
                let run = run(pattern, server, scenario, deadline).await;
                on_answer(pattern);
                run
            }
        });
        join_all(runs).await.into_iter().collect::<Result<_, _>>()
    })?;
    Ok(Comparison {
        selection,
        deadline,
        runs,
    })
}

async fn run(
    pattern: Pattern,
    server: &MockServer,
    scenario: &Scenario,
    deadline: Latency,
) -> Result<Run, LiveError> {
    // A client each: a connection that one pattern has warmed up would flatter the next.
    let client = HttpService::client().map_err(LiveError::Client)?;
    let base: reqwest::Url = server
        .url()
        .parse()
        .expect("the server's address makes a URL");
    let probe = Probe::new();
    let services = scenario
        .services()
        .map(|(name, behaviour)| {
            HttpService::new(name, base.clone(), &client, &probe).with_behaviour(behaviour)
        })
        .map(Arc::new)
        .collect::<Vec<_>>();
    let patience = patience(scenario, deadline, PATIENCE);
    Ok(observe(pattern, &services, &probe, scenario, deadline, patience).await)
}

/// Why a live comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The mock server, or the runtime for it, could not be started.
    #[error("cannot start the mock server")]
    Server(#[source] io::Error),
    /// The HTTP client could not be set up.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}
