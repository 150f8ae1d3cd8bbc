//! Right clients of other shapes than the reference: the judge must accept them.

#[path = "../shell/mod.rs"]
mod shell;
#[path = "../suite/support.rs"]
mod support;
use shell::subject;

// On the right client, and on each answer below.
#[path = "../suite/core/mod.rs"]
pub(crate) mod core;
#[path = "../suite/stretch/mod.rs"]
pub(crate) mod stretch;

mod list;

mod an_actor_in_one_task;
mod buffer_unordered_that_only_collects;
mod futures_unordered;
mod hand_written_pool;
mod join_set_loop;
mod nested_selects;
mod tasks_that_stop_themselves;
mod try_for_each_concurrent;
mod workers_on_a_channel;
mod workers_on_a_shared_iterator;
