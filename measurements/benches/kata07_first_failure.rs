//! From the first failure to the return, and to a server with nothing left to do, over real HTTP.
//!
//! **Measures** on the real clock, eight requests in flight: seven that the server never answers, and
//! one that it answers with 500 as soon as all eight are there. The time starts in the handler that
//! fails, before its answer is on the wire. It stops when `fetch_all` returns, and when the last of the
//! other handlers is dropped.
//!
//! **Distorted by** the machine's other work, and by the server, which is in this process and shares
//! the cores. It learns that a client is gone by a closed connection, and no sooner.
//!
//! **Baseline**: the return. The goal is a server that is idle within 100 ms.
//!
//! ```sh
//! cargo bench -p measurements --bench kata07_first_failure
//! ```

use std::{
    future::pending,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, extract::Path, http::StatusCode, routing::get};
use criterion::{Criterion, SamplingMode, criterion_group, criterion_main, measurement::WallTime};
use kata07_fanout::{HttpWidgetApi, UserId, solution::FanOutClient};
use measurements::{Callers, settings};
use tokio::{
    net::TcpListener,
    sync::{Barrier, mpsc},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

/// The client's default cap.
const IN_FLIGHT: usize = 8;
const FAILS: u64 = 5;

fn first_failure(criterion: &mut Criterion<WallTime>) {
    let (client, serving) = (Callers::new(1), Callers::new(1));
    let mut server = serving.runtime().block_on(Server::start());
    let mut group = criterion.benchmark_group("kata 07, from the first failure");
    group.sampling_mode(SamplingMode::Flat);
    for (name, end) in ENDS {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                let times = (0..times).map(|_| {
                    let round = client.runtime().block_on(fail(&mut server));
                    end(&round) - round.failed
                });
                times.sum::<Duration>()
            });
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = settings(WallTime); targets = first_failure }
criterion_main!(benches);

/// Where the time stops.
type End = fn(&Round) -> Instant;

const ENDS: [(&str, End); 2] = [
    ("to the return", |round| round.returned),
    ("to an idle server", |round| round.idle),
];

struct Round {
    failed: Instant,
    returned: Instant,
    idle: Instant,
}

/// In a task: a call that `block_on` itself drives is woken more slowly.
async fn fail(server: &mut Server) -> Round {
    let api = server.api.clone();
    let client = FanOutClient::builder(api).build();
    let mut caller = JoinSet::new();
    caller.spawn(async move {
        let users = (0..IN_FLIGHT as u64).map(UserId);
        let failed = client.fetch_all(&CancellationToken::new(), users).await;
        let returned = Instant::now();
        failed.expect_err("one user's request fails");
        returned
    });
    let returned = caller.join_next().await.expect("one task was spawned");
    let mut event = async || server.events.recv().await.expect("the server runs");
    let failed = event().await;
    // One event for each request that was stopped.
    let mut idle = failed;
    for _ in 1..IN_FLIGHT {
        idle = idle.max(event().await);
    }
    Round {
        failed,
        returned: returned.expect("it does not panic, and nothing aborts it"),
        idle,
    }
}

/// Fails one user as soon as all are asked for, and never answers the others.
struct Server {
    api: HttpWidgetApi,
    /// When the one failed, and then when each of the others was dropped.
    events: mpsc::UnboundedReceiver<Instant>,
    /// Owns the accept loop.
    _serving: JoinSet<()>,
}

impl Server {
    async fn start() -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let all_asked = Arc::new(Barrier::new(IN_FLIGHT));
        let widgets = async move |Path(user): Path<u64>| {
            let _stopped = (user != FAILS).then(|| OnDrop(sender.clone()));
            all_asked.wait().await;
            if user != FAILS {
                pending::<()>().await;
            }
            let _ = sender.send(Instant::now());
            StatusCode::INTERNAL_SERVER_ERROR
        };
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("the loopback has a port left");
        let address = listener.local_addr().expect("it is bound");
        let api = HttpWidgetApi::builder(&format!("http://{address}")).no_proxy();
        let router = Router::new().route("/users/{id}/widgets", get(widgets));
        let mut serving = JoinSet::new();
        serving.spawn(async { axum::serve(listener, router).await.expect("it never ends") });
        Self {
            api: api.build().expect("the server has a URL"),
            events,
            _serving: serving,
        }
    }
}

/// Says when a request that hangs ends with its client.
struct OnDrop(mpsc::UnboundedSender<Instant>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(Instant::now());
    }
}
