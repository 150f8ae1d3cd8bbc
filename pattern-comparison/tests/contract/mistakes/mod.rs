//! Wrong ways to fetch, each named for its fault and each caught by a property.
//!
//! Too few results read, a sender kept and a task never joined are the bugs that Go's WaitGroup and
//! channel invite too. Each is its right pattern less the lines that matter: `diff` the two, or read
//! the page `ladder.md` of the book, where each is drawn.

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

/// The property that catches a mistake fails, and with these words; the scenario is one in which
/// the mistake is seen.
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

        /// Each mistake beside its right pattern.
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
    never_joins by returns_every_section: "every service gave its section",
        beside join_all in "user=40ms,orders=80ms,notifications=60ms";
    counts_too_few_results by returns_every_section: "every service gave its section",
        beside channels in "user=40ms,orders=80ms,notifications=60ms";
    keeps_a_sender by returns_every_section: "still waiting after an hour",
        beside channels in "user=40ms,orders=80ms,notifications=60ms";
    detaches_its_tasks by stops_when_dropped: "[Returned, Running, Running]",
        beside timeout_hybrid in "user=40ms,orders=80ms,notifications=60ms,leave=50ms";
    renews_the_deadline_at_every_answer by has_one_deadline_over_all_calls: "does not prolong the deadline",
        beside timeout_hybrid in "user=400ms,orders=800ms,notifications=1200ms";
    looks_at_failures_after_the_join by stops_siblings_at_the_first_failure: "at the instant of the failure",
        beside fail_fast in "user=1ms,orders=10ms:fail,notifications=800ms";
    drops_the_set_without_awaiting_it by stops_siblings_at_the_first_failure: "[Returned, Failed, Running]",
        beside fail_fast in "user=1ms,orders=10ms:fail,notifications=800ms";
    obvious_mistake by stops_siblings_at_the_first_failure: "[Returned, Failed, Running]",
        beside obvious_mistake_repaired in "user=1ms,orders=10ms:fail,notifications=800ms";
}

/// Why a test that looks at a good day's answer is not enough.
#[tokio::test(start_paused = true)]
async fn five_of_eight_look_right_when_every_service_is_well() {
    use crate::properties::returns_every_section;

    returns_every_section(detaches_its_tasks::fetch).await;
    returns_every_section(renews_the_deadline_at_every_answer::fetch).await;
    returns_every_section(looks_at_failures_after_the_join::fetch).await;
    returns_every_section(drops_the_set_without_awaiting_it::fetch).await;
    returns_every_section(obvious_mistake::fetch).await;
}

/// As fast as fail-fast, and leaking: it fails as the last of the ladder does, and one line repairs it.
mod obvious_mistake_is_nearly_right {
    use super::{obvious_mistake, obvious_mistake_repaired};

    #[tokio::test(start_paused = true)]
    async fn reports_the_first_failure_alone() {
        crate::properties::reports_the_first_failure_alone(obvious_mistake::fetch).await;
    }

    #[tokio::test(start_paused = true)]
    async fn is_repaired_by_joining_the_calls_themselves() {
        let repaired = obvious_mistake_repaired::fetch;
        crate::properties::stops_siblings_at_the_first_failure(repaired).await;
        crate::properties::stops_when_dropped(repaired).await;
    }
}
