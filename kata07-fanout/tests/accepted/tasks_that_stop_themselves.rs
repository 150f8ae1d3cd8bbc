//! No task is aborted. Each listens to the token itself, and the call waits until all have ended.

use crate::shell::*;

judged!(Accepted by core stretch);

struct Accepted;

impl Pieces for Accepted {
    async fn clean_up(tasks: &mut Tasks) {
        while tasks.join_next().await.is_some() {}
    }
}
