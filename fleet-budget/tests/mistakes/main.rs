//! Wrong budgets for a fleet, each named for its fault and opening with the thought that leads to it.
//!
//! Every one must fail a test of the suite: `ci/judge.sh` runs this target and says which. They need
//! the server of `REDIS_URL`, as the suite does.
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

mod shell;
#[path = "../support/mod.rs"]
mod support;

mod counts_in_fixed_windows;
mod forgets_with_the_server;
mod gives_each_replica_the_whole_rate;
mod keeps_its_key_for_ever;
mod opens_when_the_server_is_gone;
mod reads_then_writes;
mod rounds_down_to_milliseconds;
mod trusts_the_clients_clock;
