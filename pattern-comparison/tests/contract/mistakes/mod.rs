//! Wrong ways to fetch, each named for its fault and each caught by a property.
//!
//! Too few results read, a sender kept and a task never joined are the bugs that Go's WaitGroup and
//! channel invite too. The names in each file are those of the right pattern: `diff` the two.

mod counts_too_few_results;
mod detaches_its_tasks;
mod drops_the_set_without_awaiting_it;
mod keeps_a_sender;
mod looks_at_failures_after_the_join;
mod never_joins;
mod renews_the_deadline_at_every_answer;

use std::{collections::HashMap, sync::Arc};

use pattern_comparison::{Answer, CallError, Service, ServiceError, UserId};
use serde_json::Value;

/// The property that catches a mistake fails, and with these words.
macro_rules! caught {
    ($($mistake:ident by $property:ident: $words:literal;)+) => {
        mod caught {$(
            mod $mistake {
                #[tokio::test(start_paused = true)]
                #[should_panic(expected = $words)]
                async fn $property() {
                    crate::properties::$property(crate::mistakes::$mistake::fetch).await;
                }
            }
        )+}
    };
}

caught! {
    counts_too_few_results by returns_every_section: "every service gave its section";
    keeps_a_sender by returns_every_section: "still waiting after an hour";
    never_joins by returns_every_section: "every service gave its section";
    detaches_its_tasks by stops_when_dropped: "[Returned, Running, Running]";
    drops_the_set_without_awaiting_it by stops_siblings_at_the_first_failure: "[Returned, Failed, Running]";
    looks_at_failures_after_the_join by stops_siblings_at_the_first_failure: "at the instant of the failure";
    renews_the_deadline_at_every_answer by has_one_deadline_over_all_calls: "does not prolong the deadline";
}

/// The mistake that the command shows beside the patterns: as fast as fail-fast, and leaking.
mod obvious_mistake {
    use std::{sync::Arc, time::Duration};

    use futures::future::try_join_all;
    use pattern_comparison::{
        Answer, Service, ServiceError, UserId, patterns::obvious_mistake::fetch,
    };

    #[tokio::test(start_paused = true)]
    #[should_panic(expected = "[Returned, Failed, Running]")]
    async fn stops_siblings_at_the_first_failure() {
        crate::properties::stops_siblings_at_the_first_failure(fetch).await;
    }

    /// Its one-line repair: the calls themselves, and no tasks.
    async fn repaired<S: Service>(
        services: &[Arc<S>],
        user: &UserId,
        _deadline: Duration,
    ) -> Answer {
        let calls = services.iter().map(|service| async {
            let (service, outcome) = super::call(service, user).await;
            match outcome {
                Ok(section) => Ok((service, section)),
                Err(error) => Err(ServiceError { service, error }),
            }
        });
        match try_join_all(calls).await {
            Ok(sections) => Answer {
                data: sections.into_iter().collect(),
                errors: Vec::new(),
            },
            Err(first) => Answer {
                errors: vec![first],
                ..Answer::default()
            },
        }
    }

    #[tokio::test(start_paused = true)]
    async fn is_repaired_by_joining_the_calls_themselves() {
        crate::properties::stops_siblings_at_the_first_failure(repaired).await;
        crate::properties::stops_when_dropped(repaired).await;
    }

    #[tokio::test(start_paused = true)]
    async fn reports_the_first_failure_alone() {
        crate::properties::reports_the_first_failure_alone(fetch).await;
    }
}

/// What the services have said so far, by name.
type Outcomes = HashMap<String, Result<Value, CallError>>;

/// What each task does. No mistake is about panics, so none is caught.
fn call<S: Service>(
    service: &Arc<S>,
    user: &UserId,
) -> impl Future<Output = (String, Result<Value, CallError>)> + Send + use<S> {
    let (service, user) = (Arc::clone(service), user.clone());
    async move {
        let outcome = service.call(&user).await;
        (service.name().to_owned(), outcome)
    }
}

/// Everything that was said, and a timeout for each service that has not spoken.
fn partial<S: Service>(services: &[Arc<S>], mut outcomes: Outcomes) -> Answer {
    let mut answer = Answer::default();
    for service in services.iter().map(|service| service.name().to_owned()) {
        match outcomes
            .remove(&service)
            .unwrap_or(Err(CallError::TimedOut))
        {
            Ok(section) => {
                answer.data.insert(service, section);
            }
            Err(error) => answer.errors.push(ServiceError { service, error }),
        }
    }
    answer
}
