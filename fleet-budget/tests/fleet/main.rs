//! The reference, against a real server: set `REDIS_URL`, or these tests say that they were left out.

mod dropped;
mod offline;
mod outage;
mod processes;
mod schedule;
#[path = "../suite/mod.rs"]
mod suite;
#[path = "../support/mod.rs"]
mod support;

use fleet_budget as subject;
