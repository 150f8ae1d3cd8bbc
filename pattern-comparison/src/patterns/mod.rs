//! The ladder: four modules with one signature, in small steps.
//!
//! | step | what changes |
//! |---|---|
//! | [`join_all`] | one task for each service, outcomes behind a mutex, wait for all |
//! | [`channels`] | results go through a channel; nothing is shared |
//! | [`timeout_hybrid`] | two ideas: the tasks get an owner, and the wait a deadline |
//! | [`fail_fast`] | results come from the owner, and the first failure ends the wait |
//!
//! [`obvious_mistake`] looks like the last step, but it leaks. The book's page `ladder.md` shows
//! the two ideas of the third step one after the other.
//!
//! | Go | here |
//! |---|---|
//! | `go f()` | `tokio::spawn(f())`, or a `JoinSet` that owns the task |
//! | `WaitGroup.Wait` | `join_all(handles).await` |
//! | a channel and `close` | `async_channel`, and dropping the last sender |
//! | `context.WithTimeout` | `tokio::time::timeout` around the wait |
//! | `cancel()` | dropping the future; `JoinSet::shutdown` for tasks |
//! | `errgroup` | a `JoinSet`, its first `Err`, and `shutdown` |
//! | `recover` | `catch_unwind` around the future |
//!
//! All four panic outside a tokio runtime; the last two also need its timer.
//!
//! An answer at exactly the deadline may count as late. If two calls fail at the same instant,
//! either may be the first error.
//!
//! The last two own their tasks: dropping their future cancels the calls. The first two do not.

mod call;
pub mod channels;
pub mod fail_fast;
pub mod join_all;
pub mod obvious_mistake;
pub mod timeout_hybrid;

pub use call::calls;

pub use crate::answer::Outcomes;
