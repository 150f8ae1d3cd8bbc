//! Wrong aggregators, each in a file that is named for its fault.
//!
//! A file opens with the thought that leads to the mistake and the number of the hint that helps, and
//! shows only what is wrong: the rest is in `shell.rs`. Each mistake fails at least one test.
#![allow(
    clippy::large_futures,
    reason = "unboxed as a learner's would be, and awaited once"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "the same suite judges each of them, which is the point"
)]

mod shell;
#[path = "../suite/support.rs"]
mod support;

mod asks_before_it_looks_at_the_token;
mod asks_for_a_fixed_user;
mod awaits_one_after_the_other;
mod cancels_the_callers_token;
mod cuts_the_timeout_to_seconds;
mod drops_the_set_without_awaiting_it;
mod fails_for_ever_after_one_failure;
mod flattens_the_cause;
mod forgets_the_calls_it_stops;
mod holds_a_span_guard_over_the_await;
mod joins_and_looks_at_the_errors_later;
mod keeps_the_first_answer;
mod locks_out_the_other_callers;
mod logs_the_outcome_too_early;
mod logs_to_the_current_subscriber;
mod logs_without_fields;
mod looks_at_the_token_between_the_calls;
mod returns_the_cancellation_of_the_sibling;
mod shares_one_stop_token;
mod spawns_without_an_abort;
mod starts_the_deadline_at_the_first_call;
mod starts_the_deadline_in_the_builder;
mod swallows_the_panic;
mod times_each_call_on_its_own;
mod times_the_handle_out;
mod trusts_a_timer_of_zero;
mod try_joins_spawned_handles;
mod yields_until_both_are_done;
