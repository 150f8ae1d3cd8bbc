//! The port over HTTP, given: read it. `settings` says what is set, and why.

mod settings;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::{Client, Response, StatusCode, Url, header::RETRY_AFTER};

use self::settings::checked;
pub use self::settings::{ConfigError, HttpWidgetApiBuilder};
use crate::{ApiError, UserId, WidgetApi};

/// Sends `GET {base_url}/users/{id}/widgets`, with one client and one connection pool for its whole
/// life.
///
/// ```
/// use kata07_fanout::HttpWidgetApi;
/// use std::time::Duration;
///
/// let api = HttpWidgetApi::builder("http://127.0.0.1:8080/api")
///     .request_timeout(Duration::from_secs(2))
///     .build()?;
/// # Ok::<(), kata07_fanout::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
pub struct HttpWidgetApi {
    client: Client,
    base_url: Url,
    request_timeout: Duration,
    /// `None` when the client is the caller's: it does not tell.
    connect_timeout: Option<Duration>,
    max_body_bytes: usize,
}

impl HttpWidgetApi {
    /// Starts from the base URL and the defaults. A trailing slash is ignored, a path is kept.
    pub fn builder(base_url: &str) -> HttpWidgetApiBuilder {
        HttpWidgetApiBuilder {
            base_url: base_url.to_owned(),
            request_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(1),
            max_body_bytes: 1 << 20,
            no_proxy: false,
        }
    }

    /// Uses a client that you have already. Its redirects, retries, proxies and connect timeout are
    /// yours; the adapter still sets the total timeout (5 s) and the body limit (1 MiB).
    ///
    /// # Errors
    /// [`ConfigError`], if the base URL is not usable.
    pub fn from_client(client: Client, base_url: &str) -> Result<Self, ConfigError> {
        let defaults = Self::builder(base_url);
        Ok(Self {
            client,
            base_url: checked(base_url)?,
            request_timeout: defaults.request_timeout,
            connect_timeout: None,
            max_body_bytes: defaults.max_body_bytes,
        })
    }

    fn url(&self, user: UserId) -> Url {
        let mut url = self.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty()
                .extend(["users", &user.to_string(), "widgets"]);
        }
        url
    }

    /// Reads the body chunk by chunk, up to the limit.
    async fn body(&self, mut response: Response) -> Result<Bytes, ApiError> {
        let limit = self.max_body_bytes;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.failed(error))? {
            if piece.len() > limit - body.len() {
                return Err(ApiError::BodyTooLarge { limit });
            }
            body.extend_from_slice(&piece);
        }
        // A copy of its own length: a slice of the read buffer would keep the whole buffer alive.
        Ok(Bytes::from(body.into_boxed_slice()))
    }

    fn failed(&self, error: reqwest::Error) -> ApiError {
        let after = if error.is_connect() {
            self.connect_timeout
        } else {
            Some(self.request_timeout)
        };
        match after {
            Some(after) if error.is_timeout() => ApiError::TimedOut { after },
            _ => ApiError::Transport(error.into()),
        }
    }
}

impl WidgetApi for HttpWidgetApi {
    /// Dropping the future closes its connection, so the server stops too.
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let request = self
            .client
            .get(self.url(user))
            .timeout(self.request_timeout);
        let response = request.send().await.map_err(|error| self.failed(error))?;
        // To reqwest a 404 is a success.
        match response.status() {
            status if status.is_success() => self.body(response).await,
            status => Err(refused(status, &response)),
        }
    }
}

fn refused(status: StatusCode, response: &Response) -> ApiError {
    let asked = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    ApiError::Status {
        status: status.as_u16(),
        retry_after: asked.and_then(retry_after),
    }
}

/// `Retry-After` is digits, for seconds, or a date. A date in the past means now.
fn retry_after(asked: &str) -> Option<Duration> {
    // `parse` alone would take a sign, which the standard does not.
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a `u64` holds are longer than any client waits.
        return Some(asked.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(asked).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}
