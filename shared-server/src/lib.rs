//! What the gateway, the order server and the mock services stand on, once.
//!
//! | part | what it does |
//! |---|---|
//! | [`Server`] | accepts connections, owns them, and drains them within a time |
//! | [`Server::run`], [`StopSignals`] | the same until SIGTERM or Ctrl-C |
//! | [`LoadShed`] | refuses at once what is over the limit, instead of a queue |
//! | [`open_metrics`] | a registry as the answer to `GET /metrics` |
//! | [`Refusal`] | a request that is not carried out, as JSON |
//!
//! HTTP/1.1 only. A request that a client has given up is dropped with its connection, and whatever
//! its handler awaits with it. A client that closes only its own side has given up too: over TCP it
//! cannot be told from one that has left.
//!
//! Who is closed, who is waited for and who is cut: `docs/src/order-pipeline.md`, "The server below".

mod accept;
mod connections;
mod load_shed;
mod metrics;
mod patience;
mod refusal;
mod server;
mod socket;
mod stop;

pub use load_shed::{LoadShed, Place};
pub use metrics::{OPEN_METRICS, open_metrics};
pub use refusal::Refusal;
pub use server::{RunningServer, Server};
pub use stop::StopSignals;
