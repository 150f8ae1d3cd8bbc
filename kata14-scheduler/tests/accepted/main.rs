//! Right schedulers of another shape than the reference: the judge must let them pass.
#![allow(
    clippy::large_futures,
    reason = "unboxed as a learner's would be, and awaited once"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]
#![allow(dead_code, reason = "each answer uses its own part of the shell")]

#[path = "../mistakes/shell.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;

mod interval_with_skip_and_offsets;
mod join_set_of_one;
mod sleep_until_by_hand;
mod stream_of_instants;
