//! The HTTP server under the gateway, the order server and the mock services.
//!
//! | part | what it does |
//! |---|---|
//! | [`Server`] | accepts connections, owns them, and drains them within a grace period |
//! | [`Server::run`], [`StopSignals`] | serves until SIGTERM or Ctrl-C |
//! | [`ListenAddr`], [`HostName`] | where to listen, and which names to answer to |
//! | [`LoadShed`] | refuses requests over a limit at once, instead of queueing them |
//! | [`parameters`], [`no_parameters`] | the query parameters of a request, each of them known |
//! | [`open_metrics`] | a metrics registry as the response to `GET /metrics` |
//! | [`Refusal`] | a request that is not carried out, as JSON |
//!
//! HTTP/1.1 only. When a client leaves, the server drops the connection and the handler's future with
//! it. A client that closes only its own side counts as gone: over TCP the two look the same.
//!
//! Which connections are closed, drained or cut: `docs/src/order-pipeline.md`, "The server below".

mod accept;
mod coding;
mod connections;
mod gate;
mod host;
mod hosts;
mod listen;
mod load_shed;
mod metrics;
mod patience;
mod query;
mod refusal;
mod running;
mod server;
mod socket;
mod stop;

pub use host::{HostName, ParseHostNameError};
pub use listen::{ListenAddr, ParseListenAddrError};
pub use load_shed::{LoadShed, Place};
pub use metrics::{OPEN_METRICS, open_metrics};
pub use query::{no_parameters, parameters};
pub use refusal::Refusal;
pub use running::RunningServer;
pub use server::Server;
pub use stop::StopSignals;
