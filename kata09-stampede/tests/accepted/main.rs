//! Right caches of another shape than the reference: the judge must accept them.
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

#[path = "../mistakes/shell.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;

mod actor;
mod once_cell_in_a_map;
mod shared_future;
mod watch_and_an_owned_task;
