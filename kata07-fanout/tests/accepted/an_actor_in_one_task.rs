//! One task that owns every request. The call sends it users and receives answers.

use crate::shell::*;

judged!(Accepted by core);

struct Accepted;

impl Pieces for Accepted {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let users = Self::each_once(client, users);
        let (send, inbox) = async_channel::bounded::<UserId>(1);
        let (outbox, answers) = async_channel::bounded::<Answer>(1);
        let mut actor = JoinSet::new();
        let client = client.clone();
        actor.spawn(async move {
            let places = client.settings.max_in_flight.get();
            let requests = inbox.map(|user| Self::request(&client, user));
            let mut requests = pin!(requests.buffer_unordered(places));
            while let Some(answer) = requests.next().await {
                // Closed: the call has ended.
                if outbox.send(answer).await.is_err() {
                    return;
                }
            }
        });
        let feed = async {
            for user in users {
                if send.send(user).await.is_err() {
                    break;
                }
            }
            drop(send);
            Ok(())
        };
        let work = try_join(feed, answers.try_collect());
        let result = cancel.run_until_cancelled(work).await;
        actor.shutdown().await;
        result.map_or(Err(FetchError::Cancelled), |both| {
            both.map(|((), fetched)| fetched)
        })
    }
}
