//! The judge, core and stretch, on the reference.

use kata07_fanout::solution as subject;

#[path = "suite/core/mod.rs"]
mod core;
#[path = "suite/stretch/mod.rs"]
mod stretch;
#[path = "suite/support.rs"]
mod support;
