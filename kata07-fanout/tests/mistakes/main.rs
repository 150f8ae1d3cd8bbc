//! Wrong clients. Each is named for its fault and opens with the thought that leads to it.
//!
//! Each file replaces pieces of the right client in `../shell`, and must fail a test of the judge:
//! `ci/judge.sh` runs this target and prints which.

#[path = "../shell/mod.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;
use shell::subject;

// On the right client, and on each mistake below.
#[path = "../suite/core/mod.rs"]
pub(crate) mod core;
#[path = "../suite/stretch/mod.rs"]
pub(crate) mod stretch;

// Wrong in the core.
mod aborts_without_waiting;
mod allows_no_burst;
mod allows_twenty_a_second;
mod caches_the_answers;
mod cancels_the_callers_token;
mod checks_the_token_between_requests;
mod checks_the_token_every_ten_milliseconds;
mod collects_the_input_first;
mod counts_the_wait_for_a_token_as_latency;
mod detaches_the_requests;
mod enters_a_span_for_each_request;
mod enters_a_span_over_an_await;
mod fails_for_ever_after_one_error;
mod fetches_a_duplicate_twice;
mod flattens_the_cause;
mod gives_each_worker_its_own_users;
mod gives_up_after_thirty_seconds;
mod holds_tokens_while_another_call_has_the_permits;
mod ignores_the_settings;
mod keeps_the_answers_in_order;
mod lets_a_panic_out;
mod locks_the_client_for_a_request;
mod locks_the_client_for_a_whole_call;
mod logs_the_milliseconds_of_a_second;
mod logs_whole_seconds;
mod loses_the_source_of_the_cause;
mod makes_a_limiter_for_each_call;
mod makes_a_semaphore_for_each_call;
mod makes_a_worker_for_each_place;
mod pairs_answers_with_users_by_order;
mod pays_twice;
mod remembers_the_users_it_asked;
mod reports_a_consequence;
mod retries_unasked;
mod returns_the_permit_early;
mod rounds_the_interval_to_milliseconds;
mod selects_the_token_last;
mod selects_without_biased;
mod sends_after_the_first_error;
mod sleeps_between_requests;
mod spawns_a_task_for_each_user;
mod spins_for_a_permit;
mod takes_every_permit_for_one_request;
mod takes_the_token_before_the_permit;
mod waits_for_a_whole_batch;

// Wrong in the stretch.
mod backs_off_without_jitter;
mod cuts_retry_after_to_whole_seconds;
mod draws_one_jitter_for_all_users;
mod knows_retry_after_on_429_only;
mod knows_retry_after_on_503_only;
mod loses_the_callers_span;
mod pays_for_the_first_attempt_only;
mod retries_any_status;
mod retries_once_too_often;
mod returns_the_permit_for_the_pause;
mod sends_after_an_unread_cancellation;
mod sends_after_an_unread_error;
mod sleeps_through_a_cancellation;
mod starts_more_than_is_read;
mod stream_removes_duplicates;
mod streams_futures_instead_of_tasks;
mod takes_the_token_before_the_pause;
mod waits_as_long_as_the_server_says;
mod waits_for_a_permit_in_the_stream;
