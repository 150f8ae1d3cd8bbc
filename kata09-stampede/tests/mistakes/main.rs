//! Wrong caches, each named for its fault and opening with the thought that leads to it.
//!
//! Every one must fail a test of the judge: `ci/judge.sh` runs this target and says which.
#![allow(
    clippy::type_complexity,
    reason = "spelled out, so that each mistake reads by itself"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

mod reference;
mod shell;
#[path = "../suite/support.rs"]
mod support;

mod begins_a_load_for_each_follower;
mod cancels_the_token_of_its_caller;
mod clears_the_marker_after_the_await;
mod counts_the_time_from_the_beginning_of_the_load;
mod counts_the_waiters_at_the_end;
mod cuts_the_time_to_live_to_seconds;
mod fails_the_followers_of_a_dropped_leader;
mod flies_once_for_all_keys;
mod gives_a_value_to_a_cancelled_call;
mod hears_the_token_after_the_load;
mod hides_expired_values_and_keeps_them;
mod holds_an_error;
mod holds_the_lock_over_the_load;
mod is_poisoned_by_a_panic;
mod keeps_a_cancelled_flight;
mod keeps_the_end_of_its_owner_for_ever;
mod keeps_the_text_of_the_error;
mod leaves_the_mark_of_an_abandoned_load;
mod lives_as_long_as_it_is_used;
mod loads_before_it_looks;
mod logs_each_caller;
mod looks_at_the_token_by_chance;
mod makes_an_error_for_each_caller;
mod never_removes_expired_values;
mod panics_the_waiters_of_an_aborted_load;
mod runs_on_when_every_caller_has_left;
mod starts_again_when_the_leader_leaves;
mod stores_the_value_after_a_second_await;
mod takes_the_text_of_a_key_for_the_key;
mod waits_for_a_leader_that_is_not_polled;

// Beyond the core.
mod drops_the_stale_value_when_its_refresh_fails;
mod evicts_the_oldest_value;
mod leaves_a_refresh_to_its_caller;
mod refreshes_on_when_the_cache_is_gone;
mod refreshes_once_for_each_caller;
mod says_nothing_of_an_abandoned_load;
mod waits_for_a_refresh;
