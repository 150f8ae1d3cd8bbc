//! Right aggregators of another shape than the reference: the judge must let them pass.
#![allow(
    clippy::large_futures,
    reason = "unboxed as a learner's would be, and awaited once"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

#[path = "../mistakes/shell.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;

mod join_set_with_shutdown;
mod select_loop;
mod try_join_with_timeout_at;
