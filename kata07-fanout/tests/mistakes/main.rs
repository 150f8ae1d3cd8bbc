//! Wrong clients, each named for its fault and opening with the thought that leads to it.
//!
//! Every one must fail a test of the judge: `ci/judge.sh` runs this target and says which.
#![allow(
    clippy::duplicate_mod,
    reason = "each is judged by the same suite, which is the point"
)]

mod shell;
#[path = "../suite/support.rs"]
mod support;

mod allows_no_burst;
mod allows_twenty_a_second;
mod asks_twice_for_the_same_user;
mod collects_the_input_first;
mod counts_the_wait_for_a_token_as_latency;
mod detaches_the_requests;
mod gives_the_permit_back_early;
mod makes_a_limiter_for_each_call;
mod makes_a_semaphore_for_each_call;
mod pays_twice;
mod replaces_the_first_error;
mod retries_unasked;
mod saves_tokens_while_another_call_has_the_room;
mod sends_on_after_the_first_error;
mod sleeps_between_the_requests;
mod spawns_a_task_for_every_user;
mod takes_the_token_before_the_permit;

// Beyond the core.
mod backs_off_without_jitter;
mod draws_one_jitter_for_everybody;
mod gives_the_permit_back_for_the_pause;
mod knows_retry_after_on_429_only;
mod knows_retry_after_on_503_only;
mod pays_for_the_first_attempt_only;
mod retries_whatever_the_status;
mod sends_on_after_an_error_that_nobody_reads;
mod sleeps_through_the_cancellation;
mod stands_in_line_while_nobody_reads;
mod streams_futures_that_stand_still;
mod takes_the_token_before_the_pause;
mod waits_as_long_as_it_is_told;
