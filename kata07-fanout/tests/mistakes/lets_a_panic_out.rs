//! "A panic is a bug, so it may spread."
//! Hint: 4
//!
//! The caller does not learn which user it was, and one bad answer ends a whole service.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn attempt<A: WidgetApi>(client: &Client<A, Self>, user: UserId, n: u32) -> Answer {
        let start = Instant::now();
        let answer = match client.api.fetch_widgets(user).await {
            Ok(widgets) => Ok((user, widgets)),
            Err(source) => Err(Self::failed(user, n, source)),
        };
        Self::log(user, n, start.elapsed(), &answer);
        answer
    }
}
