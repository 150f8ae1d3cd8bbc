//! Wrong ways to fetch, each named for its fault and caught by a property.
//!
//! Reading too few results, keeping a sender and never joining a task are common in Go too. Each
//! mistake is its pattern without the lines that matter: `diff` the two, or read the book's page
//! `ladder.md`, which draws each one.

mod counts_too_few_results;
mod detaches_its_tasks;
mod drops_the_set_without_awaiting_it;
mod keeps_a_sender;
mod looks_at_failures_after_the_join;
mod never_joins;
mod obvious_mistake_repaired;
mod renews_the_deadline_at_every_answer;

use pattern_comparison::patterns::{
    channels, fail_fast, join_all, obvious_mistake, timeout_hybrid,
};

/// The property must fail on the mistake, with this message. The scenario shows the mistake.
macro_rules! caught {
    ($(
        $mistake:ident by $property:ident: $words:literal,
            beside $right:ident in $scenario:literal;
    )+) => {
        mod caught {$(
            mod $mistake {
                #[tokio::test(start_paused = true)]
                #[should_panic(expected = $words)]
                async fn $property() {
                    crate::properties::$property(crate::mistakes::$mistake::fetch).await;
                }
            }
        )+}

        /// Each mistake beside its pattern.
        pub(crate) fn pictures() -> Vec<crate::pictures::Picture> {
            vec![$(
                crate::pictures::Picture {
                    mistake: stringify!($mistake),
                    property: stringify!($property),
                    text: crate::pictures::draw(
                        $scenario,
                        (stringify!($right), $right::fetch),
                        (stringify!($mistake), $mistake::fetch),
                    ),
                },
            )+]
        }
    };
}

caught! {
    never_joins by returns_every_section: "every service returned its section",
        beside join_all in "user=40ms,orders=80ms,notifications=60ms";
    counts_too_few_results by returns_every_section: "every service returned its section",
        beside channels in "user=40ms,orders=80ms,notifications=60ms";
    keeps_a_sender by returns_every_section: "still waiting after an hour",
        beside channels in "user=40ms,orders=80ms,notifications=60ms";
    detaches_its_tasks by cancels_its_calls_when_dropped: "[Returned, Running, Running]",
        beside timeout_hybrid in "user=40ms,orders=80ms,notifications=60ms,leave=50ms";
    renews_the_deadline_at_every_answer by has_one_deadline_for_all_calls: "does not prolong the deadline",
        beside timeout_hybrid in "user=400ms,orders=800ms,notifications=1200ms";
    looks_at_failures_after_the_join by cancels_the_others_at_the_first_failure: "at the instant of the failure",
        beside fail_fast in "user=1ms,orders=10ms:fail,notifications=800ms";
    drops_the_set_without_awaiting_it by cancels_the_others_at_the_first_failure: "[Returned, Failed, Running]",
        beside fail_fast in "user=1ms,orders=10ms:fail,notifications=800ms";
    obvious_mistake by cancels_the_others_at_the_first_failure: "[Returned, Failed, Running]",
        beside obvious_mistake_repaired in "user=1ms,orders=10ms:fail,notifications=800ms";
}

/// A test of the answer alone, with healthy services, does not see these.
#[tokio::test(start_paused = true)]
async fn five_of_eight_look_right_with_healthy_services() {
    use crate::properties::returns_every_section;

    returns_every_section(detaches_its_tasks::fetch).await;
    returns_every_section(renews_the_deadline_at_every_answer::fetch).await;
    returns_every_section(looks_at_failures_after_the_join::fetch).await;
    returns_every_section(drops_the_set_without_awaiting_it::fetch).await;
    returns_every_section(obvious_mistake::fetch).await;
}

/// It is as fast as fail-fast but leaks. One line repairs it.
mod obvious_mistake_is_nearly_right {
    use super::{obvious_mistake, obvious_mistake_repaired};

    #[tokio::test(start_paused = true)]
    async fn reports_only_the_first_failure() {
        crate::properties::reports_only_the_first_failure(obvious_mistake::fetch).await;
    }

    #[tokio::test(start_paused = true)]
    async fn is_repaired_by_joining_the_calls_themselves() {
        let repaired = obvious_mistake_repaired::fetch;
        crate::properties::cancels_the_others_at_the_first_failure(repaired).await;
        crate::properties::cancels_its_calls_when_dropped(repaired).await;
    }
}
