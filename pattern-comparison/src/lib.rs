//! One three-service fetch, written four ways, and a comparison that shows what each does when a
//! service is slow, fails, hangs or panics, and when the caller leaves.
//!
//! # The four patterns
//!
//! Each is one function in a module of its own, all with one signature. Each differs from the one
//! before it only where the idea differs: read them in this order, or `diff` two neighbours.
//!
//! | pattern | a service fails | a service hangs | the caller leaves |
//! |---|---|---|---|
//! | [`join_all`](patterns::join_all) | partial, the others finish | never returns | calls keep running |
//! | [`channels`](patterns::channels) | partial, the others finish | never returns | calls keep running |
//! | [`timeout_hybrid`](patterns::timeout_hybrid) | partial, the others finish | partial at the deadline | calls are cancelled |
//! | [`fail_fast`](patterns::fail_fast) | failed, the others cancelled | failed at the deadline | calls are cancelled |
//!
//! Which one you need: `docs/src/choosing-a-pattern.md`. What each line does: `docs/src/ladder.md`.
//!
//! # The comparison
//!
//! A [`Scenario`] scripts the three services; [`compare`] runs it under every pattern, in virtual
//! time, and records every call. [`Report`] is the result as JSON, [`render`] as text. The command
//! `cargo run -p pattern-comparison` is [`cli`]. The crate `gateway` puts the patterns behind HTTP.
//!
//! # Panics
//!
//! | what panics | what happens |
//! |---|---|
//! | a service, in its task | in every pattern an error that names it: [`CallError::Panicked`] |
//! | a service over HTTP (in `gateway`) | its server closes the connection: [`CallError::Failed`] |

mod answer;
pub mod cli;
pub mod compare;
mod deadline;
mod pattern;
pub mod patterns;
pub mod render;
mod report;
mod scenario;
mod scripted;
mod service;
mod user_id;

pub use answer::{Answer, ServiceError, Status};
pub use compare::{Comparison, Outcome, Run, RunStatus};
pub use deadline::{Deadline, ParseDeadlineError};
pub use pattern::{ParsePatternError, Pattern};
pub use render::Table;
pub use report::{ErrorReport, Report};
pub use scenario::{BuiltIn, ParseScenarioError, SERVICES, Scenario, Selection};
pub use scripted::section;
pub use service::{CallError, ErrorKind, Service};
pub use user_id::{ParseUserIdError, UserId};
