//! A right adapter, cut into pieces. A mistake replaces one piece, so its file shows only the fault.

use std::{
    convert::Infallible,
    marker::PhantomData,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use kata07_fanout::{ApiError, UserId, WidgetApi};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, header::RETRY_AFTER, redirect};

/// An adapter, and its own builder, made of the pieces `P`.
pub(crate) struct HttpWidgetApi<P> {
    pub(crate) client: Client,
    pub(crate) base_url: String,
    pub(crate) request_timeout: Duration,
    pub(crate) max_body_bytes: usize,
    pieces: PhantomData<fn() -> P>,
}

impl<P: Pieces> HttpWidgetApi<P> {
    pub(crate) fn builder(base_url: &str) -> Self {
        Self {
            client: P::client(Client::builder().no_proxy())
                .build()
                .expect("there is no TLS to set up"),
            base_url: base_url.trim_end_matches('/').to_owned(),
            request_timeout: Duration::from_secs(5),
            max_body_bytes: 1 << 20,
            pieces: PhantomData,
        }
    }

    pub(crate) fn no_proxy(self) -> Self {
        self
    }

    pub(crate) fn request_timeout(mut self, request_timeout: Duration) -> Self {
        self.request_timeout = request_timeout;
        self
    }

    pub(crate) fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = max_body_bytes;
        self
    }

    pub(crate) fn build(self) -> Result<Self, Infallible> {
        Ok(self)
    }

    pub(crate) fn url(&self, user: UserId) -> String {
        format!("{}/users/{user}/widgets", self.base_url)
    }

    pub(crate) fn failed(&self, error: reqwest::Error) -> ApiError {
        let after = self.request_timeout;
        if error.is_timeout() {
            ApiError::TimedOut { after }
        } else {
            ApiError::Transport(error.into())
        }
    }

    /// Sends the request and checks its status; the body is still to come.
    pub(crate) async fn head(&self, user: UserId) -> Result<Response, ApiError> {
        let response = P::request(self, user).send().await;
        P::checked(response.map_err(|error| self.failed(error))?)
    }
}

impl<P: Pieces> WidgetApi for HttpWidgetApi<P> {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let response = self.head(user).await?;
        P::body(self, response).await
    }
}

/// The pieces, each right by default.
pub(crate) trait Pieces: Sized + 'static {
    fn client(builder: ClientBuilder) -> ClientBuilder {
        builder.redirect(redirect::Policy::none())
    }

    fn request(api: &HttpWidgetApi<Self>, user: UserId) -> RequestBuilder {
        api.client.get(api.url(user)).timeout(api.request_timeout)
    }

    fn checked(response: Response) -> Result<Response, ApiError> {
        if response.status().is_success() {
            return Ok(response);
        }
        Err(ApiError::Status {
            status: response.status().as_u16(),
            retry_after: retry_after(&response),
        })
    }

    fn body(
        api: &HttpWidgetApi<Self>,
        mut response: Response,
    ) -> impl Future<Output = Result<Bytes, ApiError>> + Send {
        async move {
            let (mut body, limit) = (Vec::new(), api.max_body_bytes);
            let failed = |error| api.failed(error);
            while let Some(chunk) = response.chunk().await.map_err(failed)? {
                if chunk.len() > limit - body.len() {
                    return Err(ApiError::BodyTooLarge { limit });
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Bytes::from(body.into_boxed_slice()))
        }
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let asked = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(asked.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(asked).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Judges an adapter, with the reference as its client or with a `fetch_all` of the file's own.
macro_rules! judged {
    ($mistake:ident) => {
        pub(crate) use crate::reference::fetch_all;

        crate::http_shell::judged! { $mistake with fetch_all }
    };
    ($mistake:ident with $fetch_all:ident) => {
        use crate::server;

        #[path = "../http_suite/suite.rs"]
        mod suite;

        mod subject {
            pub(crate) use super::$fetch_all;

            pub(crate) type HttpWidgetApi = crate::http_shell::HttpWidgetApi<super::$mistake>;
        }
    };
}
pub(crate) use judged;
