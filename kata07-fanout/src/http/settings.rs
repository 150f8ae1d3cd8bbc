//! What the adapter is given, each setting with its reason, and what will not do.

use std::{error::Error, time::Duration};

use reqwest::{Client, Url, redirect};

use super::HttpWidgetApi;

/// Builds an [`HttpWidgetApi`]; every option has a default.
#[derive(Debug, Clone)]
#[must_use]
pub struct HttpWidgetApiBuilder {
    pub(super) base_url: String,
    pub(super) request_timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) max_body_bytes: usize,
    pub(super) no_proxy: bool,
}

/// An idle connection is given up before the server does so: what is sent into one that is just
/// closing is lost.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

impl HttpWidgetApiBuilder {
    /// From the first byte of the connection to the last byte of the body, 5 s unless set: a server
    /// that sends a byte a second is too slow as well.
    pub fn request_timeout(mut self, request_timeout: Duration) -> Self {
        self.request_timeout = request_timeout;
        self
    }

    /// For the connection alone, 1 s unless set: a host that is not there is found out early.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// The longest body that is read, 1 MiB unless set: an endless one ends here.
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = max_body_bytes;
        self
    }

    /// Goes to the host itself, whatever `http_proxy` says in the environment.
    pub fn no_proxy(mut self) -> Self {
        self.no_proxy = true;
        self
    }

    /// The adapter.
    ///
    /// # Errors
    /// [`ConfigError`], if the base URL will not do.
    pub fn build(self) -> Result<HttpWidgetApi, ConfigError> {
        let mut client = Client::builder()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            // A redirect is a request that nobody paid a token for, to a host that nobody chose.
            .redirect(redirect::Policy::none())
            // So is a retry that the client does of its own accord.
            .retry(reqwest::retry::never());
        if self.no_proxy {
            client = client.no_proxy();
        }
        let client = client.build().map_err(ConfigError::Client)?;
        let api = HttpWidgetApi::from_client(client, &self.base_url)?;
        Ok(HttpWidgetApi {
            request_timeout: self.request_timeout,
            connect_timeout: Some(self.connect_timeout),
            max_body_bytes: self.max_body_bytes,
            ..api
        })
    }
}

pub(super) fn checked(base_url: &str) -> Result<Url, ConfigError> {
    let invalid = |source| ConfigError::InvalidUrl {
        url: base_url.to_owned(),
        source,
    };
    let url: Url = base_url
        .parse()
        .map_err(|error| invalid(Box::from(error)))?;
    match url.scheme() {
        "http" => Ok(url),
        "https" if cfg!(feature = "tls") => Ok(url),
        "https" => Err(ConfigError::TlsNotEnabled),
        scheme => Err(ConfigError::UnsupportedScheme {
            scheme: scheme.to_owned(),
        }),
    }
}

/// Why there is no adapter.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The base URL is none.
    #[error("{url:?} is not a URL")]
    InvalidUrl {
        /// As it was given.
        url: String,
        /// What is wrong with it.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The base URL is not for HTTP.
    #[error("{scheme:?} is not a scheme for this client: use http or https")]
    UnsupportedScheme {
        /// The base URL's scheme.
        scheme: String,
    },
    /// The base URL is `https`, and the crate was built without TLS.
    #[error("https needs the cargo feature `tls`")]
    TlsNotEnabled,
    /// The HTTP client could not be set up.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}
