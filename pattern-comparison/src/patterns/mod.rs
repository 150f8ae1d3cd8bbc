//! The ladder: four modules, one signature, one idea a step.
//!
//! | step | what changes |
//! |---|---|
//! | [`join_all`] | a task a service, results in a map behind a mutex, wait for all |
//! | [`channels`] | results travel through a channel instead; nothing is shared |
//! | [`timeout_hybrid`] | the tasks get an owner, and the wait a deadline |
//! | [`fail_fast`] | the owner hands the results out itself, and the first failure ends the wait |
//!
//! The last two own their tasks: whoever drops the future stops the work. The first two do not.

mod call;
pub mod channels;
pub mod fail_fast;
pub mod join_all;
pub mod timeout_hybrid;

use call::call;
