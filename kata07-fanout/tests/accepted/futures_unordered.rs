//! `FuturesUnordered`, refilled by hand after each answer.

use crate::shell::*;

judged!(Accepted by core);

struct Accepted;

impl Pieces for Accepted {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut users = Self::each_once(client, users);
        let (mut requests, mut fetched) = (FuturesUnordered::new(), HashMap::new());
        let all = async {
            loop {
                while requests.len() < client.settings.max_in_flight.get() {
                    let Some(user) = users.next() else { break };
                    requests.push(Self::request(client, user));
                }
                let Some(answer) = requests.next().await else {
                    return Ok(fetched);
                };
                fetched.extend([answer?]);
            }
        };
        cancel
            .run_until_cancelled(all)
            .await
            .unwrap_or(Err(FetchError::Cancelled))
    }
}
