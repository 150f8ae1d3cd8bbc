//! Wrong aggregators, each named for its fault and opening with the thought that leads to it.
//!
//! Every one must fail a test of the judge: `ci/judge.sh` runs this target and says which.
#![allow(
    clippy::large_futures,
    reason = "unboxed as a learner's would be, and awaited once"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

mod shell;
#[path = "../suite/support.rs"]
mod support;

mod asks_before_it_looks_at_the_token;
mod awaits_one_after_the_other;
mod drops_the_set_without_awaiting_it;
mod joins_and_looks_at_the_errors_later;
mod logs_to_the_current_subscriber;
mod logs_without_fields;
mod looks_at_the_token_between_the_calls;
mod returns_the_cancellation_of_the_sibling;
mod spawns_without_an_abort;
mod swallows_the_panic;
mod times_each_call_on_its_own;
mod times_the_handle_out;
mod trusts_a_timer_of_zero;
mod try_joins_spawned_handles;
