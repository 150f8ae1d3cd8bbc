//! "`bytes()` gives me the body."
//!
//! It gives a slice, and the slice keeps the whole read buffer alive.

use bytes::Bytes;
use kata07_fanout::ApiError;
use reqwest::Response;

use crate::http_shell::{HttpWidgetApi, Pieces, judged};

judged!(Mistake);

struct Mistake;

impl Pieces for Mistake {
    async fn body(api: &HttpWidgetApi<Self>, mut response: Response) -> Result<Bytes, ApiError> {
        let failed = |error| api.failed(error);
        let limit = api.max_body_bytes;
        let length = response.content_length().unwrap_or_default();
        if length > limit as u64 {
            return Err(ApiError::BodyTooLarge { limit });
        }
        let first = response.chunk().await.map_err(failed)?.unwrap_or_default();
        // A short body comes in one chunk.
        match response.chunk().await.map_err(failed)? {
            None => Ok(first),
            Some(_) => Err(ApiError::BodyTooLarge { limit }),
        }
    }
}
