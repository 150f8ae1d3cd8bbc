//! Fan-outs to compare: by hand, and kata 07's reference; over HTTP, and over an API in memory.

pub(crate) mod server;

use std::{
    collections::HashMap,
    num::{NonZeroU32, NonZeroUsize},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use kata07_fanout::{ApiError, UserId, WidgetApi, solution::FanOutClient};
use reqwest::{Client, redirect, retry};
use tokio::{
    sync::Semaphore,
    task::{JoinSet, yield_now},
};
use tokio_util::sync::CancellationToken;

type Fetched = HashMap<UserId, Bytes>;

/// Kata 07's reference.
pub(crate) async fn fetch_all<A: WidgetApi>(client: FanOutClient<A>, users: u64) {
    let cancel = CancellationToken::new();
    let fetched = client.fetch_all(&cancel, (0..users).map(UserId)).await;
    check(&fetched.expect("no request fails"), users);
}

/// A client without a rate: so many in flight are its only limit.
pub(crate) fn unlimited<A: WidgetApi>(api: A, in_flight: usize) -> FanOutClient<A> {
    FanOutClient::builder(api)
        .requests_per_second(NonZeroU32::MAX)
        .burst(NonZeroU32::MAX)
        .max_in_flight(NonZeroUsize::new(in_flight).expect("not zero"))
        .build()
}

/// As many tasks as may be in flight, each a loop over its share: no limiter, no order to stop.
pub(crate) async fn bare_loop<A: WidgetApi + Clone>(api: A, in_flight: usize, users: u64) {
    let mut tasks = JoinSet::new();
    for task in 0..in_flight as u64 {
        let api = api.clone();
        tasks.spawn(async move {
            let mut fetched = Vec::new();
            for user in (task..users).step_by(in_flight).map(UserId) {
                fetched.push((user, fetch(&api, user).await));
            }
            fetched
        });
    }
    let fetched = tasks.join_all().await.into_iter().flatten().collect();
    check(&fetched, users);
}

/// A task for each request, as most would write it.
pub(crate) async fn task_each<A: WidgetApi + Clone>(api: A, in_flight: usize, users: u64) {
    let semaphore = Arc::new(Semaphore::new(in_flight));
    let (mut tasks, mut fetched) = (JoinSet::new(), Fetched::new());
    for user in (0..users).map(UserId) {
        let permit = Arc::clone(&semaphore).acquire_owned().await;
        let api = api.clone();
        tasks.spawn(async move {
            let _permit = permit.expect("nothing closes the semaphore");
            (user, fetch(&api, user).await)
        });
        while let Some(ended) = tasks.try_join_next() {
            fetched.extend([ended.expect("no request panics")]);
        }
    }
    fetched.extend(tasks.join_all().await);
    check(&fetched, users);
}

async fn fetch<A: WidgetApi>(api: &A, user: UserId) -> Bytes {
    api.fetch_widgets(user).await.expect("no request fails")
}

fn check(fetched: &Fetched, users: u64) {
    assert_eq!(fetched.len() as u64, users);
}

/// reqwest, set as the kata's adapter sets it, and no more.
#[derive(Clone)]
pub(crate) struct Bare {
    client: Client,
    url: Arc<str>,
}

impl Bare {
    pub(crate) fn new(url: &str) -> Self {
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(1))
            .pool_idle_timeout(Duration::from_secs(30))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy();
        Self {
            client: client.build().expect("nothing here can be refused"),
            url: url.into(),
        }
    }

    async fn get(&self, user: UserId) -> reqwest::Result<Bytes> {
        let request = self
            .client
            .get(format!("{}/users/{user}/widgets", self.url));
        let request = request.timeout(Duration::from_secs(5));
        let response = request.send().await?.error_for_status()?;
        response.bytes().await
    }
}

impl WidgetApi for Bare {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let widgets = self.get(user).await;
        widgets.map_err(|error| ApiError::Transport(error.into()))
    }
}

/// An API in memory that lets others run once.
#[derive(Clone)]
pub(crate) struct Yielding;

impl WidgetApi for Yielding {
    async fn fetch_widgets(&self, _: UserId) -> Result<Bytes, ApiError> {
        yield_now().await;
        Ok(Bytes::new())
    }
}
