//! The same answer without a pattern: what a pattern is measured against.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::join_all;
use pattern_comparison::{CallError, Service, UserId};
use serde_json::Value;
use tokio::task::{JoinSet, yield_now};

pub(crate) type Sections = BTreeMap<String, Value>;

/// A bare spawn a service: nothing owns the tasks.
#[expect(
    clippy::disallowed_methods,
    reason = "it is what an owner is measured against"
)]
pub(crate) async fn bare_spawns(services: &[Arc<Yielding>], user: &UserId) -> Sections {
    let spawn = |service: &Arc<Yielding>| {
        let (service, user) = (Arc::clone(service), user.clone());
        tokio::spawn(async move { section(&service, &user).await })
    };
    let handles: Vec<_> = services.iter().map(spawn).collect();
    let mut sections = Sections::new();
    for handle in handles {
        sections.extend([handle.await.expect("no call panics")]);
    }
    sections
}

/// A `JoinSet`, and no more.
pub(crate) async fn join_set(services: &[Arc<Yielding>], user: &UserId) -> Sections {
    let mut tasks = JoinSet::new();
    for service in services {
        let (service, user) = (Arc::clone(service), user.clone());
        tasks.spawn(async move { section(&service, &user).await });
    }
    tasks.join_all().await.into_iter().collect()
}

/// No task: all calls share the caller's thread.
pub(crate) async fn one_task(services: &[Arc<Yielding>], user: &UserId) -> Sections {
    let calls = services.iter().map(|service| section(service, user));
    join_all(calls).await.into_iter().collect()
}

async fn section(service: &Yielding, user: &UserId) -> (String, Value) {
    let called = service.call(user).await;
    (service.0.clone(), called.expect("no call fails"))
}

/// A service that lets others run once, and then answers.
pub(crate) struct Yielding(pub(crate) String);

impl Service for Yielding {
    fn name(&self) -> &str {
        &self.0
    }

    async fn call(&self, _: &UserId) -> Result<Value, CallError> {
        yield_now().await;
        Ok(Value::Null)
    }
}
