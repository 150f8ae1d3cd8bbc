//! A service behind HTTP: the port over reqwest, for real time.

use std::time::Duration;

use pattern_comparison::{CallError, Service, UserId};
use reqwest::{Client, StatusCode, Url, redirect};
use serde_json::Value;
use shared_mocks::Behaviour;

/// `GET {base}/mock/{name}/{user_id}`.
///
/// It has a second to connect and no other deadline: the patterns decide how long to wait.
#[derive(Debug, Clone)]
pub struct HttpService {
    name: String,
    base: Url,
    /// Sent with the request when the other side is a mock.
    behaviour: Option<Behaviour>,
    client: Client,
}

/// The largest section that is accepted.
const MAX_BODY_BYTES: usize = 1 << 20;

impl HttpService {
    /// A client for [`HttpService`]. It holds the connections: make one and share it.
    ///
    /// # Errors
    /// If the system's network configuration cannot be read.
    pub fn client() -> Result<Client, reqwest::Error> {
        Client::builder()
            // An unreachable host is a failure, not a slow answer.
            .connect_timeout(Duration::from_secs(1))
            // Sooner than the mocks, which close an idle connection after 5 s: a request that met
            // that close would fail without a fault of the service.
            .pool_idle_timeout(Duration::from_secs(4))
            // One call is one request: no redirects, no hidden retries, no proxy.
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .build()
    }

    /// The service `name` at `base`, an `http` URL whose own path is kept.
    #[must_use]
    pub fn new(name: impl Into<String>, base: Url, client: &Client) -> Self {
        Self {
            name: name.into(),
            base,
            behaviour: None,
            client: client.clone(),
        }
    }

    /// Asks the mock on the other side to play `behaviour`.
    #[must_use]
    pub fn with_behaviour(self, behaviour: Behaviour) -> Self {
        Self {
            behaviour: Some(behaviour),
            ..self
        }
    }

    fn url(&self, user: &UserId) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty()
                .extend(["mock", &self.name, user.as_str()]);
        }
        if let Some(behaviour) = self.behaviour {
            url.query_pairs_mut()
                .append_pair("behaviour", &behaviour.to_string());
        }
        url
    }

    async fn fetch(&self, url: Url) -> Result<Value, HttpError> {
        let mut response = self.client.get(url).send().await?;
        if !response.status().is_success() {
            return Err(HttpError::Status(response.status()));
        }
        // In chunks, because `bytes()` would read an endless body for ever. Kata 07 has the same loop:
        // a kata stands alone, so its reader needs no other crate.
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(HttpError::BodyTooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Service for HttpService {
    fn name(&self) -> &str {
        &self.name
    }

    async fn call(&self, user: &UserId) -> Result<Value, CallError> {
        self.fetch(self.url(user))
            .await
            .map_err(|error| CallError::Failed(error.into()))
    }
}

/// Why a service gave no section over HTTP.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Its status is not 2xx; redirects are not followed.
    #[error("HTTP status {0}")]
    Status(StatusCode),
    /// Its answer is larger than 1 MiB.
    #[error("an answer of more than {MAX_BODY_BYTES} bytes")]
    BodyTooLarge,
    /// Its answer is not JSON.
    #[error("not JSON")]
    NotJson(#[from] serde_json::Error),
    /// No answer arrived: there was no connection, or it broke.
    #[error("no answer arrived")]
    Transport(#[source] reqwest::Error),
}

/// Without its URL: clients never see internal URLs.
impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }
}
