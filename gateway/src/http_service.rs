//! A service behind HTTP: the port over reqwest, for real time.

use std::time::Duration;

use pattern_comparison::{CallError, Service, UserId};
use reqwest::{Client, StatusCode, Url, redirect};
use serde_json::Value;
use shared_mocks::Behaviour;

/// `GET {base}/mock/{name}/{user_id}`.
///
/// Without a deadline of its own, but for a second to connect: how long to wait is what the patterns
/// differ in.
#[derive(Debug, Clone)]
pub struct HttpService {
    name: String,
    base: Url,
    /// Sent along when the other end is a mock.
    behaviour: Option<Behaviour>,
    client: Client,
}

/// The largest section that is read to its end.
const MAX_BODY_BYTES: usize = 1 << 20;

impl HttpService {
    /// A client fit for [`HttpService`]; make one and give it to all, as it holds the connections.
    ///
    /// # Errors
    /// If the system's network set-up cannot be read.
    pub fn client() -> Result<Client, reqwest::Error> {
        Client::builder()
            // An unreachable host is a failure of its own, told apart from a slow answer.
            .connect_timeout(Duration::from_secs(1))
            // Sooner than the mocks, which close an idle connection after 5 s: a request that met
            // that close would fail, and nobody would be at fault.
            .pool_idle_timeout(Duration::from_secs(4))
            // One call is one request: nothing hidden is sent, and nothing elsewhere.
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

    /// Asks the mock at the other end to play `behaviour`.
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
        // Chunk by chunk, as `bytes()` would read an endless body for ever.
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
    /// It answered with something else than 2xx; redirects are not followed.
    #[error("HTTP status {0}")]
    Status(StatusCode),
    /// Its answer does not end within 1 MiB.
    #[error("an answer of more than {MAX_BODY_BYTES} bytes")]
    BodyTooLarge,
    /// Its answer is not JSON.
    #[error("not JSON")]
    NotJson(#[from] serde_json::Error),
    /// No answer came through: no connection, or one that broke.
    #[error("no answer came through")]
    Transport(#[source] reqwest::Error),
}

/// Without its URL: clients never see internal URLs.
impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }
}
