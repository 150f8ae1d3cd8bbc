//! The settings of the adapter, each with its reason, and the base URLs that it refuses.

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

/// Close an idle connection before the server does: a request that is sent while it closes is lost.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

impl HttpWidgetApiBuilder {
    /// Sets the time from the connection's start to the last byte of the body. Default: 5 s. It also
    /// ends a server that sends a byte a second.
    pub fn request_timeout(mut self, request_timeout: Duration) -> Self {
        self.request_timeout = request_timeout;
        self
    }

    /// Sets the time to connect. Default: 1 s. A host that is not there fails early.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Sets the longest body to read, in bytes. Default: 1 MiB. An endless body ends here.
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = max_body_bytes;
        self
    }

    /// Connects directly, and ignores `http_proxy` in the environment.
    pub fn no_proxy(mut self) -> Self {
        self.no_proxy = true;
        self
    }

    /// Builds the adapter.
    ///
    /// # Errors
    /// [`ConfigError`], if the base URL is not usable.
    pub fn build(self) -> Result<HttpWidgetApi, ConfigError> {
        let mut client = Client::builder()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            // A redirect sends a request without a token, to a host that you did not choose.
            .redirect(redirect::Policy::none())
            // A retry inside the client takes no token either.
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

/// Why the adapter cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The base URL does not parse.
    #[error("{url:?} is not a URL")]
    InvalidUrl {
        /// The base URL.
        url: String,
        /// Why it does not parse.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The base URL is neither `http` nor `https`.
    #[error("{scheme:?} is not a scheme for this client: use http or https")]
    UnsupportedScheme {
        /// The base URL's scheme.
        scheme: String,
    },
    /// The base URL is `https`, and the feature `tls` is off.
    #[error("https needs the cargo feature `tls`")]
    TlsNotEnabled,
    /// The HTTP client could not be set up.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}
