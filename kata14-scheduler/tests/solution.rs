//! The judge on the reference: core and stretch.

use kata14_scheduler::solution as subject;

#[path = "suite/core/mod.rs"]
mod core;
#[path = "suite/stretch/mod.rs"]
mod stretch;
#[path = "suite/support.rs"]
mod support;
