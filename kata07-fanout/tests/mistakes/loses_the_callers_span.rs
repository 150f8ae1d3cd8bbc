//! "The task logs for itself."
//! Hint: 6
//!
//! A task has neither the span nor the subscriber of its caller.

use crate::shell::*;

judged!(Mistake by stretch);

struct Mistake;

impl Pieces for Mistake {
    fn spawn(tasks: &mut Tasks, task: impl Future<Output = Option<Answer>> + Send + 'static) {
        tasks.spawn(task);
    }
}
