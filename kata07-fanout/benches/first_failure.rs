//! From the first failure to the return, and to a server with nothing left to do.
//!
//! **Measures** over loopback HTTP, eight in flight: seven requests that the server never answers,
//! and one that it answers with 500 as soon as all eight are there. The stopwatch starts in the
//! handler that fails, before its answer is on the wire, and stops once when `fetch_all` returns and
//! once when the last handler of the other seven is dropped. Both are on one clock, as server and
//! client are threads of one process.
//!
//! **Distorted by** the machine's other work, and by the server's threads, which share two cores with
//! the client's. The server learns that a client is gone by a closed connection, and no sooner.
//!
//! **Baseline**: the return. The goal is a server that is idle within 100 ms.
//!
//! ```sh
//! cargo bench -p kata07-fanout --bench first_failure
//! ```

use std::{
    cell::{Cell, RefCell},
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use kata07_fanout::{HttpWidgetApi, UserId, solution::FanOutClient};
use shared_bench::{Options, Race, human};
use tokio::{
    net::TcpListener,
    runtime::{Builder, Runtime},
    sync::{Barrier, mpsc},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

/// The client's default cap.
const IN_FLIGHT: usize = 8;
const FAILS: u64 = 5;

fn main() {
    let options = Options::from_args();
    let (serving, client) = (runtime(1), runtime(2));
    let server = serving.block_on(Server::start(serving.handle()));
    let api = HttpWidgetApi::builder(&server.url).no_proxy().build();
    let api = api.expect("the server has a URL");

    let server = RefCell::new(server);
    let latest = Cell::new(Duration::ZERO);
    let run = |measured: fn(&Round) -> Duration, times: u64| {
        let times = (0..times).map(|_| {
            let round = client.block_on(first_failure(&api, &mut server.borrow_mut()));
            latest.set(latest.get().max(round.idle));
            measured(&round)
        });
        times.sum()
    };
    let race = Race::new("from the failure to")
        .most_iterations(2)
        .contender("the return", |times| run(|round| round.returned, times))
        .contender("an idle server", |times| run(|round| round.idle, times));
    if let Some(standings) = race.run(&options) {
        println!("{standings}");
        println!("idle at the latest after {}\n", human(latest.get()));
    }
    // It still listens.
    serving.shutdown_background();
}

fn runtime(threads: usize) -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .expect("the system has room for so few threads")
}

/// Since the failure.
struct Round {
    returned: Duration,
    idle: Duration,
}

/// In a task, as a call that is driven from `block_on` is woken more slowly.
async fn first_failure(api: &HttpWidgetApi, server: &mut Server) -> Round {
    let client = FanOutClient::builder(api.clone()).build();
    let mut caller = JoinSet::new();
    caller.spawn(async move {
        let users = (0..IN_FLIGHT as u64).map(UserId);
        let failed = client.fetch_all(&CancellationToken::new(), users).await;
        let returned = Instant::now();
        failed.expect_err("one user's widgets are not to be had");
        returned
    });
    let returned = caller.join_next().await.expect("one task was spawned");
    let returned = returned.expect("it does not panic, and nobody aborts it");
    let failed = server.failures.recv().await.expect("the server runs");
    let idle = server.idle.recv().await.expect("the server runs");
    Round {
        returned: returned - failed,
        idle: idle - failed,
    }
}

/// Fails one user as soon as all are asked for, and never answers the others.
struct Server {
    url: String,
    failures: mpsc::UnboundedReceiver<Instant>,
    idle: mpsc::UnboundedReceiver<Instant>,
    /// Owns the accept loop.
    _serving: JoinSet<()>,
}

struct Desk {
    all_asked: Barrier,
    stalled: AtomicUsize,
    failed: mpsc::UnboundedSender<Instant>,
    idle: mpsc::UnboundedSender<Instant>,
}

impl Server {
    async fn start(runtime: &tokio::runtime::Handle) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("the loopback has a port left");
        let address = listener.local_addr().expect("it is bound");
        let (failed, failures) = mpsc::unbounded_channel();
        let (idle, idles) = mpsc::unbounded_channel();
        let desk = Desk {
            all_asked: Barrier::new(IN_FLIGHT),
            stalled: AtomicUsize::new(0),
            failed,
            idle,
        };
        let router = Router::new()
            .route("/users/{id}/widgets", get(widgets))
            .with_state(Arc::new(desk));
        let mut serving = JoinSet::new();
        let serve = async { axum::serve(listener, router).await.expect("it never ends") };
        serving.spawn_on(serve, runtime);
        Self {
            url: format!("http://{address}"),
            failures,
            idle: idles,
            _serving: serving,
        }
    }
}

async fn widgets(State(desk): State<Arc<Desk>>, Path(user): Path<u64>) -> StatusCode {
    if user != FAILS {
        let _stalled = Stalled::new(&desk);
        desk.all_asked.wait().await;
        return pending().await;
    }
    desk.all_asked.wait().await;
    let _ = desk.failed.send(Instant::now());
    StatusCode::INTERNAL_SERVER_ERROR
}

/// A request under way that ends with its client.
struct Stalled<'a>(&'a Desk);

impl<'a> Stalled<'a> {
    fn new(desk: &'a Desk) -> Self {
        desk.stalled.fetch_add(1, Ordering::AcqRel);
        Self(desk)
    }
}

impl Drop for Stalled<'_> {
    fn drop(&mut self) {
        if self.0.stalled.fetch_sub(1, Ordering::AcqRel) == 1 {
            let _ = self.0.idle.send(Instant::now());
        }
    }
}
