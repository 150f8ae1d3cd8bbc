//! Wrong schedulers, each named for its fault and opening with the thought that leads to it.
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

mod adds_jitter_to_the_last_tick;
mod awaits_the_tick_at_the_end_of_the_loop;
mod bursts_after_a_long_run;
mod catches_only_panics_of_the_future;
mod counts_from_when_it_woke;
mod counts_missed_ticks_one_by_one;
mod counts_no_missed_ticks;
mod counts_the_grace_from_the_start_of_the_run;
mod cuts_the_grace_to_whole_seconds;
mod delays_the_grid_after_a_long_run;
mod draws_jitter_for_runs_only;
mod draws_jitter_in_one_direction;
mod draws_one_jitter_for_all_ticks;
mod drops_the_handle_after_the_grace;
mod drops_the_run_at_the_cancellation;
mod forgets_to_log_a_stopped_run;
mod gives_all_runs_one_token;
mod hands_out_the_callers_token;
mod leaves_the_old_timer_alive;
mod lets_a_failure_end_the_schedule;
mod lets_a_panic_end_the_schedule;
mod logs_only_failures;
mod looks_at_the_token_between_runs;
mod numbers_the_runs_instead_of_the_ticks;
mod overflows_at_the_edge;
mod picks_a_branch_at_random;
mod polls_the_job_before_the_grace;
mod reads_the_period_after_the_run;
mod restarts_the_grid_when_the_period_is_set;
mod runs_a_covered_tick_late;
mod seeds_every_scheduler_alike;
mod sleeps_after_the_work;
mod spawns_a_task_for_each_tick;
mod starts_one_grid_for_all_calls;
mod stops_at_a_tick_in_the_past;
mod ticks_at_once_unasked;
mod waits_for_the_job_without_end;
