//! The names of the judge's tests. The suite is compiled once for many answers, and each answer runs
//! every test of this list; a test of `accepted` compares the list with the suite.

/// Calls `$each!` with the tests of a suite, file by file.
macro_rules! tests_of {
    ($each:ident! { core }) => {
        $each! { core
            again {
                c14_fetches_again_after_a_success
                c14_fetches_again_after_a_failure
                c14_fetches_again_after_a_panic
                c14_fetches_again_after_a_cancellation
                c14_fetches_again_after_a_drop
                c14_returns_every_permit
            }
            cancellation {
                c19_sends_nothing_when_cancelled_beforehand
                c19_sends_nothing_on_two_threads
                c20_stops_waiting_for_an_answer
                c21_stops_waiting_for_a_token
                c22_stops_waiting_for_a_permit
            }
            dropping {
                c23_takes_a_token_only_to_send
                c24_drops_every_request_when_dropped
            }
            failures {
                c15_returns_the_first_failure_at_once
                c15_keeps_the_apis_own_error
                c16_sends_nothing_after_the_first_failure
                c17_returns_the_error_not_its_consequences
                c17_only_reads_the_callers_token
            }
            in_flight {
                c09_fills_every_place_and_no_more
                c09_refills_a_place_at_once
                c10_has_eight_in_flight_by_default
                c11_shares_the_cap_among_clones_and_calls
                c11_returns_with_its_last_answer
            }
            logging {
                c25_logs_each_attempt_with_its_fields
                c25_counts_latency_without_the_token_wait
                c25_logs_a_panic_as_failed
                c25_keeps_the_events_of_two_calls_apart
                c25_enters_no_span_while_it_waits
            }
            panics {
                c18_names_the_user_of_a_panic
            }
            rate {
                c04_sends_fifty_in_three_seconds
                c05_keeps_the_rate_after_a_stall
                c05_keeps_the_rate_after_anothers_stall
                c06_shares_the_rate_among_clones_and_calls
                c07_has_its_burst_again_after_a_rest
            }
            rate_of_any_size {
                c08_uses_an_odd_rate_in_full
                c08_keeps_any_rate_and_cap
            }
            results {
                c01_fetches_each_users_own_widgets
                c01_waits_for_slow_answers
                c02_fetches_a_duplicate_once
                c02_fetches_for_each_of_two_calls
                c03_returns_an_empty_map_for_no_users
                c03_waits_for_no_permit_without_users
            }
            side_by_side {
                c11_lets_a_second_call_run_beside_one
                c11_takes_one_place_for_each_request
                c11_lets_two_calls_fetch_the_same_user
            }
            work {
                c12_pulls_a_user_when_a_place_is_free
                c13_has_no_more_tasks_than_places
                c13_prepares_nothing_for_empty_places
            }
        }
    };
    ($each:ident! { stretch }) => {
        $each! { stretch
            back_off {
                s4_backs_off_with_full_jitter
                s4_draws_another_jitter_for_each_user
                s4_backs_off_after_any_passing_error
                s4_pauses_at_most_a_minute
                s5_pauses_alike_with_the_same_seed
            }
            dropped {
                s15_leaves_nothing_when_dropped_at_any_await
            }
            ends {
                s12_ends_when_cancelled
                s12_sends_nothing_after_an_unread_cancellation
                s12_sends_nothing_after_an_unread_error
                s12_streams_nothing_when_cancelled_beforehand
            }
            logging {
                s16_logs_in_the_callers_span_and_subscriber
            }
            pausing {
                s8_pays_a_token_for_each_attempt
                s8_keeps_the_rate_after_a_pause
                s9_keeps_its_place_while_it_pauses
                s9_cancels_while_it_pauses
                s9_ends_with_anothers_failure_while_it_pauses
            }
            retries {
                s1_retries_what_may_pass
                s2_does_not_retry_what_will_not_pass
                s2_does_not_retry_a_panic
                s3_returns_the_last_error_after_all_attempts
                s3_logs_each_attempt_with_its_number
            }
            retry_after {
                s6_waits_as_long_as_the_api_asks
                s7_does_not_wait_longer_than_a_minute
            }
            slow_reader {
                s14_goes_on_without_a_reader
                s14_leaves_the_permits_to_other_calls
                s14_charges_no_request_for_a_slow_reader
            }
            stream {
                s10_yields_the_answers_as_they_come
                s11_fetches_a_duplicate_again
                s12_ends_after_the_first_error
            }
            stream_places {
                s13_shares_the_limits_with_every_other_call
                s13_counts_unread_answers_as_places
                s13_starts_a_request_when_a_place_is_free
            }
        }
    };
}
pub(crate) use tests_of;
