//! The same scripts behind HTTP, on a loopback port.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};
use shared_server::Server;
use tokio::{net::TcpListener, sync::oneshot, task::JoinSet, time::timeout};

use crate::{Behaviour, Probe, ScriptedService};

/// What a service says to a user, or `None` if there is no such service.
type Section = dyn Fn(&str, &str) -> Option<Value> + Send + Sync;

/// A loopback HTTP server that answers `GET /mock/{service}/{user_id}?behaviour=40ms:fail`.
///
/// The script comes with the request. Without one the call returns at once; `fail` is a 500,
/// `panic` closes the connection, and `hang` holds it for 60 s (then 504). An unknown service is
/// 404, a bad behaviour 400 with a message that names the bad word; so is `block`, which would hold
/// every other request of the server.
///
/// Its probe sees what the *server* sees: a handler whose client has left is
/// [`Dropped`](crate::Ending::Dropped) within milliseconds, as it is dropped with the connection.
///
/// Dropping the server closes it at the runtime's next turn; [`MockServer::shutdown`] waits for what runs, for a time.
#[derive(Debug)]
pub struct MockServer {
    addr: SocketAddr,
    probe: Probe,
    /// Carries the grace period to the accept loop.
    stop: oneshot::Sender<Duration>,
    /// Owns the accept loop, which owns the connections: dropping this set ends them all.
    accepting: JoinSet<usize>,
}

impl MockServer {
    /// Starts a server on a free port of `127.0.0.1`.
    ///
    /// `section` gives the JSON that a service answers to a user, `None` for an unknown service.
    /// The probe's times count from now.
    ///
    /// # Errors
    /// If no port can be bound.
    ///
    /// ```
    /// use serde_json::json;
    /// use shared_mocks::MockServer;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = MockServer::start(|service, user_id| {
    ///     (service == "orders").then(|| json!({ "user_id": user_id, "count": 5 }))
    /// })
    /// .await?;
    /// println!("curl '{}/mock/orders/123?behaviour=40ms'", server.url());
    /// let cut_off = server.shutdown(Duration::from_secs(1)).await;
    /// assert_eq!(cut_off, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start(
        section: impl Fn(&str, &str) -> Option<Value> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::start_with(Probe::new(), section).await
    }

    /// Starts a server that records its calls with `probe`.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start_with(
        probe: Probe,
        section: impl Fn(&str, &str) -> Option<Value> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let addr = listener.local_addr()?;
        let mocks = Mocks {
            section: Arc::new(section),
            probe: probe.clone(),
        };
        let router = Router::new()
            .route("/mock/{service}/{user_id}", get(answer))
            .with_state(mocks);
        let (stop, stopped) = oneshot::channel();
        let mut accepting = JoinSet::new();
        // Without a sender the server is being dropped, and its accept loop with it.
        let stop_asked = async { stopped.await.unwrap_or_default() };
        accepting.spawn(Server::new(listener, router).run_until(stop_asked));
        Ok(Self {
            addr,
            probe,
            stop,
            accepting,
        })
    }

    /// The server's address as a base URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The record of every call that reached a known service.
    #[must_use]
    pub fn probe(&self) -> &Probe {
        &self.probe
    }

    /// Stops accepting, lets running requests finish for at most `grace`, drops the rest, and
    /// tells how many connections it dropped. Nothing of the server is alive when it returns.
    ///
    /// # Cancel safety
    /// Dropping this future closes everything at once.
    ///
    /// # Panics
    /// If the server's own code panicked; a handler's panic is not passed on.
    pub async fn shutdown(mut self, grace: Duration) -> usize {
        // An error means that the loop is gone already; joining it tells why.
        let _ = self.stop.send(grace);
        self.accepting
            .join_next()
            .await
            .expect("the set was given one task and nobody else joins it")
            .expect("the accept loop outlives its connections' panics, and nobody aborts it")
    }
}

#[derive(Clone)]
struct Mocks {
    section: Arc<Section>,
    probe: Probe,
}

#[derive(Deserialize)]
struct Script {
    behaviour: Option<Behaviour>,
}

/// How long a `hang` holds its connection.
const HANG: Duration = Duration::from_secs(60);

async fn answer(
    State(mocks): State<Mocks>,
    Path((service, user_id)): Path<(String, String)>,
    script: Result<Query<Script>, QueryRejection>,
) -> Response {
    let behaviour = match script {
        Ok(Query(script)) => script
            .behaviour
            .unwrap_or(Behaviour::Return(crate::Latency::ZERO)),
        Err(rejection) => return refusal(rejection.status(), "bad_request", rejection.body_text()),
    };
    if let Behaviour::Block(_) = behaviour {
        let message = format!("\"{behaviour}\" is not served: it would block the server's thread");
        return refusal(StatusCode::BAD_REQUEST, "bad_request", message);
    }
    let Some(section) = (mocks.section)(&service, &user_id) else {
        let message = format!("no service called {service:?}");
        return refusal(StatusCode::NOT_FOUND, "not_found", message);
    };
    let service = ScriptedService::new(service, behaviour, &mocks.probe);
    match timeout(HANG, service.call()).await {
        Ok(Ok(())) => Json(section).into_response(),
        Ok(Err(failure)) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            failure.to_string(),
        ),
        Err(_) => refusal(
            StatusCode::GATEWAY_TIMEOUT,
            "hang",
            format!("held for {HANG:?}"),
        ),
    }
}

fn refusal(status: StatusCode, kind: &str, message: String) -> Response {
    (
        status,
        Json(json!({ "error": { "kind": kind, "message": message } })),
    )
        .into_response()
}
