//! The API that counts all processes: in this process, on loopback.

use std::{
    io,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, extract::Path, routing::get};
use tokio::{net::TcpListener, task::JoinSet};

/// Users of process `n` begin at `n` times this.
pub(crate) const USERS_OF_A_PROCESS: u64 = 1_000_000_000_000;

/// A request as the API saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrival {
    pub(crate) at: Duration,
    pub(crate) process: u64,
}

/// The API, and what it has seen.
pub(crate) struct Api {
    url: String,
    seen: Arc<Mutex<Vec<Arrival>>>,
}

impl Api {
    /// Serves in `owner`, and ends with it.
    pub(crate) async fn start(owner: &mut JoinSet<io::Result<()>>) -> io::Result<Self> {
        let (start, seen) = (Instant::now(), Arc::default());
        let arrivals: Arc<Mutex<Vec<_>>> = Arc::clone(&seen);
        let widgets = async move |Path(user): Path<u64>| {
            let process = user / USERS_OF_A_PROCESS;
            let mut arrivals = arrivals.lock().expect("no panic under the lock");
            arrivals.push(Arrival {
                at: start.elapsed(),
                process,
            });
            "[]"
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().route("/users/{id}/widgets", get(widgets));
        owner.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, seen })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.seen.lock().expect("no panic under the lock").clone()
    }
}
