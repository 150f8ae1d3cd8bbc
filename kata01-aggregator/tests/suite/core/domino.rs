//! The Domino Effect: one service fails, and you do not wait for the other.

use std::{fmt, sync::Arc};

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, Service, ServiceError, UserId,
};
use shared_judge::listen;
use timeline::{Ending, Recorder};
use tokio_util::sync::CancellationToken;

use super::{
    subject::UserAggregator,
    support::{USER, failure, ms, returned, services},
};

#[tokio::test(start_paused = true)]
async fn c06_returns_at_the_first_failure() {
    for (profile, orders, at, failed) in [
        ("0ms:fail", "10s", 0, Service::Profile),
        ("10s", "0ms:fail", 0, Service::Orders),
        ("41ms:fail", "10s", 41, Service::Profile),
        ("10s", "41ms:fail", 41, Service::Orders),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(at));
        let (service, source) = failure(result);
        assert_eq!(
            (service, source.to_string()),
            (failed, "scripted failure".to_owned())
        );
    }
}

#[tokio::test(start_paused = true)]
async fn c07_cancels_the_other_call_before_returning() {
    for (profile, orders, other) in [
        ("43ms:fail", "10s", "orders"),
        ("10s", "43ms:fail", "profile"),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (_, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promises(other, Ending::Dropped);
        moment.promised_at(ms(43));
        moment.promises_no_task();
    }
}

#[tokio::test(start_paused = true)]
async fn c08_fails_after_the_other_has_answered() {
    for (profile, orders, failed) in [
        ("37ms", "83ms:fail", Service::Orders),
        ("83ms:fail", "37ms", Service::Profile),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(83));
        assert_eq!(failure(result).0, failed);
        moment.promises_no_task();
    }
}

#[tokio::test(start_paused = true)]
async fn c09_returns_the_first_of_two_failures() {
    for (profile, orders, first) in [
        ("21ms:fail", "31ms:fail", Service::Profile),
        ("31ms:fail", "21ms:fail", Service::Orders),
    ] {
        let (profile, orders, recorder) = services(profile, orders);
        let aggregator = UserAggregator::builder(profile, orders).build();
        let cancel = CancellationToken::new();
        let (result, moment) = returned(&recorder, aggregator.aggregate(&cancel, USER)).await;
        moment.promised_at(ms(21));
        assert_eq!(failure(result).0, first);
    }
}

/// An error that only its own service can make.
#[derive(Debug)]
struct Refused(Arc<str>);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Refuses as the one service, and hangs as the other.
#[derive(Clone)]
struct Refuses(Service, Arc<str>);

impl Refuses {
    async fn ask<T>(&self, service: Service) -> Result<T, ServiceError> {
        if self.0 == service {
            return Err(Refused(Arc::clone(&self.1)).into());
        }
        std::future::pending().await
    }
}

impl ProfileService for Refuses {
    async fn fetch_profile(&self, _: UserId) -> Result<Profile, ServiceError> {
        self.ask(Service::Profile).await
    }
}

impl OrderService for Refuses {
    async fn fetch_orders(&self, _: UserId) -> Result<Orders, ServiceError> {
        self.ask(Service::Orders).await
    }
}

#[tokio::test(start_paused = true)]
async fn c10_keeps_the_error_of_the_service() {
    for refusing in [Service::Profile, Service::Orders] {
        listen();
        let services = Refuses(refusing, "no such user".into());
        let aggregator = UserAggregator::builder(services.clone(), services.clone()).build();
        let cancel = CancellationToken::new();
        let call = aggregator.aggregate(&cancel, USER);
        let (result, _) = returned(&Recorder::new(), call).await;
        let error = result.expect_err("promised: the failure of a service; got: a dashboard");
        let AggregateError::Service { source, .. } = &error else {
            panic!("promised: the failure of a service; got: {error:?}")
        };
        let own = source.downcast_ref::<Refused>();
        assert!(
            own.is_some_and(|own| Arc::ptr_eq(&own.0, &services.1)),
            "promised: the very error of the {refusing} service as the source, so that the caller \
             can downcast it; got a copy or a text: {source:?}"
        );
    }
}
