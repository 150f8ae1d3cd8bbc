//! The suite's client in these targets: the answer that the running test has chosen.
//!
//! The suite is compiled once, against boxes, instead of once for each of many answers.

use std::{cell::Cell, collections::HashMap, marker::PhantomData, sync::Arc};

use bytes::Bytes;
use futures::{
    FutureExt,
    future::{BoxFuture, LocalBoxFuture},
    stream::BoxStream,
};
use kata07_fanout::{ApiError, Builder, FetchError, Settings, UserId, WidgetApi};
use tokio_util::sync::CancellationToken;

use super::{Answer, Client, Pieces, Right};

type Users<'a> = Box<dyn Iterator<Item = UserId> + Send + 'a>;
type Fetched = Result<HashMap<UserId, Bytes>, FetchError>;
type Make = fn(AnyApi, Settings) -> Arc<dyn AnyClient>;

thread_local! {
    /// A test runs on one thread, and builds its clients there.
    static CHOSEN: Cell<Make> = const { Cell::new(make::<Right>) };
}

/// Runs a test of the suite on the answer `P`.
pub(crate) fn judge<P: Pieces>(test: fn()) {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            CHOSEN.set(make::<Right>);
        }
    }
    let _reset = Reset;
    CHOSEN.set(make::<P>);
    test();
}

fn make<P: Pieces>(api: AnyApi, settings: Settings) -> Arc<dyn AnyClient> {
    Arc::new(Client::<_, P>::new(api, settings))
}

/// What the suite calls, for an API of any type.
pub(crate) struct FanOutClient<A> {
    client: Arc<dyn AnyClient>,
    api: PhantomData<fn() -> A>,
}

impl<A> Clone for FanOutClient<A> {
    fn clone(&self) -> Self {
        let (client, api) = (Arc::clone(&self.client), PhantomData);
        Self { client, api }
    }
}

impl<A: WidgetApi> FanOutClient<A> {
    pub(crate) fn builder(api: A) -> Builder<A, Self> {
        Builder::new(api, |api, settings| {
            let (client, api) = (CHOSEN.get()(AnyApi::new(api), settings), PhantomData);
            Self { client, api }
        })
    }

    pub(crate) async fn fetch_all(
        &self,
        cancel: &CancellationToken,
        users: impl IntoIterator<Item = UserId, IntoIter: Send>,
    ) -> Fetched {
        let users: Users<'_> = Box::new(users.into_iter());
        self.client.fetch_all(cancel, users).await
    }

    pub(crate) fn fetch_stream(
        &self,
        cancel: &CancellationToken,
        users: impl IntoIterator<Item = UserId, IntoIter: Send + 'static>,
    ) -> BoxStream<'static, Answer> {
        self.client
            .fetch_stream(cancel, Box::new(users.into_iter()))
    }
}

/// A [`Client`] of any pieces.
trait AnyClient {
    fn fetch_all<'a>(
        &'a self,
        cancel: &'a CancellationToken,
        users: Users<'a>,
    ) -> LocalBoxFuture<'a, Fetched>;

    fn fetch_stream(
        &self,
        cancel: &CancellationToken,
        users: Users<'static>,
    ) -> BoxStream<'static, Answer>;
}

impl<P: Pieces> AnyClient for Client<AnyApi, P> {
    fn fetch_all<'a>(
        &'a self,
        cancel: &'a CancellationToken,
        users: Users<'a>,
    ) -> LocalBoxFuture<'a, Fetched> {
        P::fetch_all(self, cancel, users).boxed_local()
    }

    fn fetch_stream(
        &self,
        cancel: &CancellationToken,
        users: Users<'static>,
    ) -> BoxStream<'static, Answer> {
        Box::pin(P::fetch_stream(self.clone(), cancel.clone(), users))
    }
}

type Fetch = dyn Fn(UserId) -> BoxFuture<'static, Result<Bytes, ApiError>> + Send + Sync;

/// A [`WidgetApi`] of any type.
pub(crate) struct AnyApi(Box<Fetch>);

impl AnyApi {
    fn new<A: WidgetApi>(api: A) -> Self {
        let api = Arc::new(api);
        Self(Box::new(move |user| {
            let api = Arc::clone(&api);
            async move { api.fetch_widgets(user).await }.boxed()
        }))
    }
}

impl WidgetApi for AnyApi {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        (self.0)(user).await
    }
}
