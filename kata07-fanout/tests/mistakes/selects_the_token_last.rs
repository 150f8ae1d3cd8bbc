//! "`biased;`, and the token is one of the branches."
//! Hint: 5
//!
//! The first branch wins. A cancelled call spawns eight requests before it looks at the token.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn fetch_all<A: WidgetApi>(
        client: &Client<A, Self>,
        cancel: &CancellationToken,
        users: impl Iterator<Item = UserId> + Send,
    ) -> Result<HashMap<UserId, Bytes>, FetchError> {
        let mut users = Self::each_once(client, users);
        let (mut tasks, mut fetched, mut next) = (Tasks::new(), HashMap::new(), users.next());
        let result = loop {
            if next.is_none() && tasks.is_empty() {
                break Ok(fetched);
            }
            select! {
                biased;
                () = ready(()), if next.is_some() && tasks.len() < Self::most_tasks(client.settings) => {
                    let user = next.take().expect("it is some");
                    Self::spawn(&mut tasks, Self::task(client.clone(), cancel.child_token(), user));
                    next = users.next();
                }
                () = cancel.cancelled() => break Err(FetchError::Cancelled),
                Some(ended) = tasks.join_next() => match ended.expect("an attempt catches its panic") {
                    Some(Ok((user, widgets))) => _ = fetched.insert(user, widgets),
                    Some(Err(error)) => break Err(error),
                    None => {}
                },
            }
        };
        tasks.shutdown().await;
        result
    }

    fn task<A: WidgetApi>(
        client: Client<A, Self>,
        _stop: CancellationToken,
        user: UserId,
    ) -> impl Future<Output = Option<Answer>> + Send {
        async move { Some(Self::request(&client, user).await) }
    }
}
