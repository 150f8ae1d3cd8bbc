//! The repair of [`obvious_mistake`](pattern_comparison::patterns::obvious_mistake): join the calls
//! themselves, not their tasks. Then `try_join_all` drops the calls.

use std::{sync::Arc, time::Duration};

use futures::future::try_join_all;
use pattern_comparison::{Answer, Service, ServiceError, UserId, patterns::calls};

pub(crate) async fn fetch<S: Service>(
    services: &[Arc<S>],
    user: &UserId,
    _deadline: Duration,
) -> Answer {
    let sections = calls(services, user).map(|call| async {
        let (index, outcome) = call.await;
        let service = services[index].name().to_owned();
        match outcome {
            Ok(section) => Ok((service, section)),
            Err(error) => Err(ServiceError { service, error }),
        }
    });
    match try_join_all(sections).await {
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
