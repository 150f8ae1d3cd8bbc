//! The ladder: four modules, one signature, one idea a step.
//!
//! | step | what changes |
//! |---|---|
//! | [`join_all`] | a task a service, results in a map behind a mutex, wait for all |
//! | [`channels`] | results travel through a channel instead; nothing is shared |
//! | [`timeout_hybrid`] | the tasks get an owner, and the wait a deadline |
//! | [`fail_fast`] | the owner hands the results out itself, and the first failure ends the wait |
//!
//! Beside the ladder lies [`obvious_mistake`], which looks like the last step and is none.
//!
//! | Go | here |
//! |---|---|
//! | `go f()` | `tokio::spawn(f())`, or a `JoinSet` that owns the task |
//! | `WaitGroup.Wait` | `join_all(handles).await` |
//! | a channel and `close` | `async_channel`, and dropping the last sender |
//! | `context.WithTimeout` | `tokio::time::timeout` around what waits |
//! | `cancel()` | dropping the future; `JoinSet::shutdown` for tasks |
//! | `errgroup` | a `JoinSet`, its first `Err`, and `shutdown` |
//! | `recover` | `catch_unwind` around the future |
//!
//! All four panic outside a tokio runtime, and the last two without its timer.
//!
//! An answer at the very instant of the deadline may count as late, and of two failures at one
//! instant either may be the first.
//!
//! The last two own their tasks: whoever drops the future stops the work. The first two do not.

mod call;
pub mod channels;
pub mod fail_fast;
pub mod join_all;
pub mod obvious_mistake;
pub mod timeout_hybrid;

pub use call::calls;

pub use crate::answer::Outcomes;
