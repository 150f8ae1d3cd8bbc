//! Right clients of another shape than the reference: the judge must let them pass.
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

#[path = "../mistakes/shell.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;

mod buffer_unordered_that_only_collects;
mod join_set_loop;
mod tasks_that_stop_themselves;
mod workers_on_a_channel;
