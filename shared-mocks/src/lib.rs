//! Scripted services with a probe that records every call.
//!
//! The promise: **the same script gives the same virtual timeline**. Nothing here is random, and
//! nothing but `block` (for real time only) sleeps on another clock than tokio's. So under a paused
//! clock a test can assert exact durations, and over real sockets the same script plays in real time.
//!
//! | type | what it is |
//! |---|---|
//! | [`Latency`] | how long a call takes, `0ms` to `60s` |
//! | [`Behaviour`] | what a call does: `40ms`, `10ms:fail`, `10ms:panic`, `hang` |
//! | [`ScriptedService`] | a service whose every call plays one behaviour |
//! | [`Probe`] | the record: each call's start, end and [`Ending`] |
//! | [`Moment`] | the record held against what was promised, drawn where it breaks |
//! | [`Log`] | what was logged, with fields and spans |
//! | [`Timeline`] | the record as a picture, for a terminal or a page |
//! | [`MockServer`] | the same scripts behind HTTP on a loopback port |
//!
//! How to test with it: `docs/src/testing-time.md` and `docs/src/testing-concurrency.md`.
//!
//! ```
//! use shared_mocks::{Ending, Probe, ScriptedService};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let probe = Probe::new();
//! let orders = ScriptedService::new("orders", "80ms:fail".parse()?, &probe);
//!
//! assert!(orders.call().await.is_err());
//! let call = &probe.calls()[0];
//! assert_eq!(call.ending, Ending::Failed);
//! assert_eq!(call.end, Some(std::time::Duration::from_millis(80)));
//! # Ok(())
//! # }
//! ```

mod behaviour;
mod call;
mod cut_short;
mod http;
mod latency;
mod log;
mod probe;
mod promise;
mod record;
mod service;
mod timeline;

pub use behaviour::{Behaviour, ParseBehaviourError};
pub use call::{Call, Ending};
pub use cut_short::{alive_tasks, cut_short};
pub use http::MockServer;
pub use latency::{Latency, ParseLatencyError, short};
pub use log::{Line, Log, listen};
pub use probe::Probe;
pub use promise::Moment;
pub use service::{ScriptedFailure, ScriptedService};
pub use timeline::{Level, Look, Mark, Row, Timeline};
