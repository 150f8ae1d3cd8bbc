//! Right aggregators of another shape than the reference: each passes every test.
#![allow(
    clippy::large_futures,
    reason = "unboxed as a learner's would be, and awaited once"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "the same suite judges each of them, which is the point"
)]

#[path = "../mistakes/shell.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;

mod abort_on_drop_handles;
mod futures_unordered_of_boxes;
mod join_set_with_shutdown;
mod poll_fn_by_hand;
mod select_loop;
mod tasks_that_stop_themselves;
mod try_join_with_timeout_at;
mod workers_on_a_queue;
