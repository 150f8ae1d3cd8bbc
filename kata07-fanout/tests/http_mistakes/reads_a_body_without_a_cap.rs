//! "They send a few hundred bytes."
//!
//! Until they send without an end.

use bytes::Bytes;
use kata07_fanout::ApiError;
use reqwest::Response;

use crate::http_shell::{HttpWidgetApi, Pieces, judged};

judged!(Mistake);

struct Mistake;

impl Pieces for Mistake {
    async fn body(api: &HttpWidgetApi<Self>, response: Response) -> Result<Bytes, ApiError> {
        let body = response.bytes().await.map_err(|error| api.failed(error))?;
        Ok(Bytes::copy_from_slice(&body))
    }
}
