//! "I have this answer already."
//! Hint: 1
//!
//! The widgets may have changed since: each call fetches its own.

use crate::shell::*;

judged!(Mistake by core);

struct Mistake;

impl Pieces for Mistake {
    async fn request<A: WidgetApi>(client: &Client<A, Self>, user: UserId) -> Answer {
        let cached = client.memory.answers.lock().unwrap().get(&user).cloned();
        if let Some(widgets) = cached {
            return Ok((user, widgets));
        }
        let _permit = client.in_flight.acquire().await;
        let (user, widgets) = Self::attempts(client, user).await?;
        let mut answers = client.memory.answers.lock().unwrap();
        answers.insert(user, widgets.clone());
        Ok((user, widgets))
    }
}
