//! What every adapter has in common, right or wrong: the builder, and how a failure is told.
//!
//! Each file beside this one is then only the line that it is about.

use std::time::Duration;

use kata07_fanout::ApiError;
use reqwest::{Response, header::RETRY_AFTER};

/// The adapter's fields and builder, without its client and its `fetch_widgets`.
macro_rules! shell {
    () => {
        #[derive(Clone)]
        #[allow(dead_code, reason = "each mistake forgets another part")]
        pub(crate) struct HttpWidgetApi {
            client: reqwest::Client,
            base_url: String,
            request_timeout: std::time::Duration,
            max_body_bytes: usize,
        }

        #[allow(dead_code, reason = "each mistake forgets another part")]
        impl HttpWidgetApi {
            pub(crate) fn builder(base_url: &str) -> Self {
                Self {
                    client: client(),
                    base_url: base_url.trim_end_matches('/').to_owned(),
                    request_timeout: std::time::Duration::from_secs(5),
                    max_body_bytes: 1 << 20,
                }
            }

            pub(crate) fn no_proxy(self) -> Self {
                self
            }

            pub(crate) fn request_timeout(self, request_timeout: std::time::Duration) -> Self {
                Self {
                    request_timeout,
                    ..self
                }
            }

            pub(crate) fn max_body_bytes(self, max_body_bytes: usize) -> Self {
                Self {
                    max_body_bytes,
                    ..self
                }
            }

            pub(crate) fn build(self) -> Result<Self, std::convert::Infallible> {
                Ok(self)
            }
        }
    };
}
pub(crate) use shell;

pub(crate) fn failed(error: reqwest::Error, after: Duration) -> ApiError {
    if error.is_timeout() {
        ApiError::TimedOut { after }
    } else {
        ApiError::Transport(error.into())
    }
}

pub(crate) fn refused(response: &Response) -> ApiError {
    let asked = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    let retry_after = asked.and_then(|asked| match asked.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => {
            let date = httpdate::parse_http_date(asked).ok()?;
            Some(
                date.duration_since(std::time::SystemTime::now())
                    .unwrap_or_default(),
            )
        }
    });
    ApiError::Status {
        status: response.status().as_u16(),
        retry_after,
    }
}

pub(crate) async fn body(
    mut response: Response,
    limit: usize,
    after: Duration,
) -> Result<bytes::Bytes, ApiError> {
    let mut body = Vec::new();
    while let Some(piece) = response
        .chunk()
        .await
        .map_err(|error| failed(error, after))?
    {
        if piece.len() > limit - body.len() {
            return Err(ApiError::BodyTooLarge { limit });
        }
        body.extend_from_slice(&piece);
    }
    Ok(bytes::Bytes::from(body.into_boxed_slice()))
}
