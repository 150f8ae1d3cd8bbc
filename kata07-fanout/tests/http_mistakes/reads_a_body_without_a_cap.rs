//! "They send me a few hundred bytes." Until they send without end.

use crate::server;

#[path = "../http_suite/suite.rs"]
mod suite;

mod subject {
    use bytes::Bytes;
    use kata07_fanout::{ApiError, UserId, WidgetApi};
    use reqwest::{Client, redirect};

    use crate::http_shell::{body, failed, refused};

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
            body(response, usize::MAX, after).await
        }
    }
}
