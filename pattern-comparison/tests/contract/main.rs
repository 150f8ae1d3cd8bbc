//! What the patterns promise: a grid of properties and patterns, and the mistakes that break it.

mod blocking;
mod lab;
mod mistakes;
mod owned_channels;
mod pictures;
mod properties;

/// One test for each pattern that has the property, named `property::pattern`.
macro_rules! contract {
    ($($property:ident: $($pattern:ident)+;)+) => {$(
        mod $property {$(
            #[tokio::test(start_paused = true)]
            async fn $pattern() {
                crate::properties::$property(pattern_comparison::patterns::$pattern::fetch).await;
            }
        )+}
    )+};
}

contract! {
    does_nothing_before_it_is_polled: join_all channels timeout_hybrid fail_fast;
    calls_all_services_concurrently: join_all channels timeout_hybrid fail_fast;
    returns_every_section: join_all channels timeout_hybrid fail_fast;
    returns_immediately_without_services: join_all channels timeout_hybrid fail_fast;
    names_a_service_that_panics: join_all channels timeout_hybrid fail_fast;
    leaves_nothing_running_when_it_returns: join_all channels timeout_hybrid fail_fast;

    waits_for_the_others_when_one_fails: join_all channels timeout_hybrid;
    reports_errors_in_service_order: join_all channels timeout_hybrid;
    cancels_the_others_at_the_first_failure: fail_fast;
    cancels_the_others_at_the_first_panic: fail_fast;
    reports_only_the_first_failure: fail_fast;

    never_returns_when_a_service_hangs: join_all channels;
    returns_partial_results_at_the_deadline: timeout_hybrid;
    fails_at_the_deadline: fail_fast;
    has_one_deadline_for_all_calls: timeout_hybrid fail_fast;
    fails_immediately_with_a_zero_deadline: timeout_hybrid fail_fast;
    treats_the_longest_deadline_as_none: timeout_hybrid fail_fast;

    keeps_running_when_dropped: join_all channels;
    cancels_its_calls_when_dropped: timeout_hybrid fail_fast;
    runs_to_its_end_wherever_it_is_dropped: join_all channels;
    leaves_nothing_wherever_it_is_dropped: timeout_hybrid fail_fast;
}

/// Several threads: on the real clock, in memory, without durations.
mod holds_nothing_on_return_with_several_threads {
    macro_rules! on_several_threads {
        ($($pattern:ident)+) => {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $pattern() {
                crate::properties::holds_nothing_on_return(
                    pattern_comparison::patterns::$pattern::fetch,
                )
                .await;
            }
        )+};
    }
    on_several_threads!(join_all channels timeout_hybrid fail_fast);
}

/// Most panics carry a message made at run time, and a call may panic before it returns a future.
#[tokio::test(start_paused = true)]
async fn every_pattern_reports_the_panic_message() {
    use pattern_comparison::{CallError, Pattern, Service, UserId};

    struct Broken;

    impl Service for Broken {
        fn name(&self) -> &str {
            "broken"
        }

        fn call(
            &self,
            user: &UserId,
        ) -> impl Future<Output = Result<serde_json::Value, CallError>> + Send {
            if !user.as_str().is_empty() {
                panic!("no section for {user}");
            }
            std::future::pending()
        }
    }

    for pattern in Pattern::ALL {
        let services = [std::sync::Arc::new(Broken)];
        let second = std::time::Duration::from_secs(1);
        let answer = pattern.fetch(&services, &UserId::default(), second).await;
        let message = answer.errors[0].error.to_string();
        assert_eq!(
            message, "the call panicked: no section for 123",
            "{pattern}"
        );
    }
}

/// You may spawn the caller itself.
#[test]
fn every_future_is_send() {
    use pattern_comparison::{Pattern, UserId};

    fn assert_send(_: impl Send) {}
    let services: Vec<std::sync::Arc<shared_mocks::ScriptedService>> = Vec::new();
    for pattern in Pattern::ALL {
        assert_send(pattern.fetch(&services, &UserId::default(), std::time::Duration::ZERO));
    }
}
