//! The same scripts behind HTTP, on a loopback port.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    routing::get,
};
use serde_json::Value;
use shared_server::{Refusal, RunningServer, Server, parameters};
use shared_terminal::quoted;
use timeline::Recorder;
use tokio::time::timeout;

use crate::{Behaviour, Latency, ScriptedService};

/// A service's section for a user, or `None` for an unknown service.
type Section = dyn Fn(&str, &str) -> Option<Value> + Send + Sync;

/// A loopback HTTP server that answers `GET /mock/{service}/{user_id}?behaviour=40ms:fail`.
///
/// The script comes with the request. Without one the call returns immediately. `fail` is a 500,
/// `panic` closes the connection, and `hang` holds it for 60 s (then 504). An unknown service is
/// 404; a bad behaviour or another parameter is 400, with a message that names the bad word.
///
/// The recorder records what the *server* sees. When a client leaves, the server drops the handler
/// within milliseconds, and the call is [`Dropped`](timeline::Ending::Dropped).
///
/// Dropping the server closes it at the runtime's next turn. [`MockServer::shutdown`] first lets
/// running requests finish.
#[derive(Debug)]
pub struct MockServer {
    addr: SocketAddr,
    recorder: Recorder,
    server: RunningServer,
}

impl MockServer {
    /// Starts a server on a free port of `127.0.0.1`.
    ///
    /// `section` returns a service's JSON for a user, or `None` for an unknown service.
    /// The recorder's times count from now.
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
        Self::start_with(Recorder::new(), section).await
    }

    /// Starts a server that records its calls with `recorder`.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start_with(
        recorder: Recorder,
        section: impl Fn(&str, &str) -> Option<Value> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let mocks = Mocks {
            section: Arc::new(section),
            recorder: recorder.clone(),
        };
        let router = Router::new()
            .route("/mock/{service}/{user_id}", get(answer))
            .with_state(mocks);
        let (server, addr) = Server::bind(([127, 0, 0, 1], 0).into(), router).await?;
        Ok(Self {
            addr,
            recorder,
            server: server.spawn(),
        })
    }

    /// The server's address as a base URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The record of every call that reached a known service.
    #[must_use]
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Stops accepting, lets running requests finish for at most `grace`, drops the rest, and
    /// tells how many connections it dropped. Nothing of the server is alive when it returns.
    ///
    /// # Cancel safety
    /// Dropping this future closes everything.
    ///
    /// # Panics
    /// If the server's own code panicked; a handler's panic is not propagated.
    pub async fn shutdown(self, grace: Duration) -> usize {
        self.server.shutdown(grace).await
    }
}

#[derive(Clone)]
struct Mocks {
    section: Arc<Section>,
    recorder: Recorder,
}

/// How long a `hang` holds its connection.
const HANG: Duration = Duration::from_secs(60);

async fn answer(
    State(mocks): State<Mocks>,
    Path((service, user_id)): Path<(String, String)>,
    uri: Uri,
) -> Result<Json<Value>, Refusal> {
    let behaviour = match parameters(&uri, &["behaviour"])?.remove("behaviour") {
        None => Behaviour::Return(Latency::ZERO),
        Some(word) => word
            .parse()
            .map_err(|error| bad_request(format!("behaviour: {error}")))?,
    };
    let section = (mocks.section)(&service, &user_id).ok_or_else(|| {
        Refusal::new(
            StatusCode::NOT_FOUND,
            format!("no service called {}", quoted(&service)),
        )
    })?;
    let service = ScriptedService::new(service, behaviour, &mocks.recorder);
    match timeout(HANG, service.call()).await {
        Ok(Ok(())) => Ok(Json(section)),
        Ok(Err(failure)) => Err(Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            failure.to_string(),
        )),
        Err(_) => Err(Refusal::new(
            StatusCode::GATEWAY_TIMEOUT,
            format!("held for {HANG:?}"),
        )),
    }
}

fn bad_request(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}
