//! Scripted services: each call follows its script, and a recorder watches it.
//!
//! The promise: **the same script gives the same virtual timeline**. Nothing here is random, and
//! every wait uses tokio's clock. On the paused clock, your test can assert exact durations. Over
//! real sockets, the same script runs in real time.
//!
//! | type | what it is |
//! |---|---|
//! | [`Latency`] | how long a call takes, `0ms` to `60s` |
//! | [`Behaviour`] | what a call does: `40ms`, `10ms:fail`, `10ms:panic`, `hang` |
//! | [`ScriptedService`] | a service whose calls all follow one behaviour |
//! | `MockServer` | the same scripts behind HTTP on a loopback port (feature `http`) |
//!
//! How to test with it: `docs/src/testing-time.md`.
//!
//! ```
//! use shared_mocks::ScriptedService;
//! use timeline::{Ending, Recorder};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let recorder = Recorder::new();
//! let orders = ScriptedService::new("orders", "80ms:fail".parse()?, &recorder);
//!
//! assert!(orders.call().await.is_err());
//! let call = &recorder.calls()[0];
//! assert_eq!(call.ending, Ending::Failed);
//! assert_eq!(call.end, Some(std::time::Duration::from_millis(80)));
//! # Ok(())
//! # }
//! ```

mod behaviour;
#[cfg(feature = "http")]
mod http;
mod latency;
mod service;

pub use behaviour::{Behaviour, ParseBehaviourError};
#[cfg(feature = "http")]
pub use http::MockServer;
pub use latency::{Latency, ParseLatencyError};
pub use service::{ScriptedFailure, ScriptedService};
