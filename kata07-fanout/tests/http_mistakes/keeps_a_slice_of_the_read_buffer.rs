//! "`bytes()` gives me the body." It gives a slice, and the slice keeps the whole buffer it was read into.

use crate::server;

#[path = "../http_suite/suite.rs"]
mod suite;

mod subject {
    use bytes::Bytes;
    use kata07_fanout::{ApiError, UserId, WidgetApi};
    use reqwest::{Client, redirect};

    use crate::http_shell::{failed, refused};

    pub(crate) use crate::reference::fetch_all;

    crate::http_shell::shell!();

    fn client() -> Client {
        Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("there is no TLS to set up")
    }

    impl WidgetApi for HttpWidgetApi {
        async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
            let url = format!("{}/users/{user}/widgets", self.base_url);
            let after = self.request_timeout;
            let request = self.client.get(url).timeout(after);
            let response = request.send().await.map_err(|error| failed(error, after))?;
            if !response.status().is_success() {
                return Err(refused(&response));
            }
            let limit = self.max_body_bytes;
            if response
                .content_length()
                .is_some_and(|length| length > limit as u64)
            {
                return Err(ApiError::BodyTooLarge { limit });
            }
            let mut response = response;
            let Some(first) = response
                .chunk()
                .await
                .map_err(|error| failed(error, after))?
            else {
                return Ok(Bytes::new());
            };
            // All that a short answer needs; a longer one is read with care.
            match response
                .chunk()
                .await
                .map_err(|error| failed(error, after))?
            {
                None => Ok(first),
                Some(_) => Err(ApiError::BodyTooLarge { limit }),
            }
        }
    }
}
