//! "The response is here, so the request is over." Its head is here. The body takes as long as it takes,
//! and by then others are in flight.

use crate::server;

#[path = "../http_suite/suite.rs"]
mod suite;

mod subject {
    use std::sync::Arc;

    use bytes::Bytes;
    use kata07_fanout::{ApiError, FetchError, UserId, WidgetApi};
    use reqwest::{Client, Response, redirect};
    use tokio::{sync::Semaphore, task::JoinSet};

    use crate::http_shell::{body, failed, refused};

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
            let response = self.head(user).await?;
            body(response, self.max_body_bytes, self.request_timeout).await
        }
    }

    impl HttpWidgetApi {
        async fn head(&self, user: UserId) -> Result<Response, ApiError> {
            let url = format!("{}/users/{user}/widgets", self.base_url);
            let after = self.request_timeout;
            let request = self.client.get(url).timeout(after);
            let response = request.send().await.map_err(|error| failed(error, after))?;
            if response.status().is_success() {
                Ok(response)
            } else {
                Err(refused(&response))
            }
        }
    }

    pub(crate) async fn fetch_all(
        api: HttpWidgetApi,
        users: std::ops::Range<u64>,
    ) -> Result<usize, FetchError> {
        let in_flight = Arc::new(Semaphore::new(8));
        let mut tasks = JoinSet::new();
        for user in users.map(UserId) {
            let (api, in_flight) = (api.clone(), Arc::clone(&in_flight));
            tasks.spawn(async move {
                let permit = in_flight.acquire().await;
                let response = api.head(user).await?;
                drop(permit);
                body(response, api.max_body_bytes, api.request_timeout).await
            });
        }
        let mut fetched = 0;
        while let Some(answer) = tasks.join_next().await {
            let answer = answer.expect("no request panics");
            answer.map_err(|source| FetchError::Api {
                user: UserId(0),
                attempts: 1,
                source,
            })?;
            fetched += 1;
        }
        Ok(fetched)
    }
}
