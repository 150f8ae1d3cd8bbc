//! "The response is here, so the request is over."
//!
//! Only its head is here. While the body arrives, other requests are in flight.

use std::sync::Arc;

use kata07_fanout::{FetchError, UserId};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::http_shell::{HttpWidgetApi, Pieces, judged};

judged!(Mistake with fetch_all);

pub(crate) struct Mistake;

impl Pieces for Mistake {}

pub(crate) async fn fetch_all(
    api: HttpWidgetApi<Mistake>,
    users: std::ops::Range<u64>,
) -> Result<usize, FetchError> {
    let (api, in_flight) = (Arc::new(api), Arc::new(Semaphore::new(8)));
    let mut tasks = JoinSet::new();
    for user in users.map(UserId) {
        let (api, in_flight) = (Arc::clone(&api), Arc::clone(&in_flight));
        tasks.spawn(async move {
            let permit = in_flight.acquire().await;
            let response = api.head(user).await?;
            drop(permit);
            Mistake::body(&api, response).await
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
