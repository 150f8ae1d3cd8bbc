//! Wrong adapters. Each is named for its fault and opens with the thought that leads to it.
//!
//! Each must fail a test of `http_suite`: `ci/judge.sh` runs this target and prints which.
#![allow(clippy::duplicate_mod, reason = "the same suite judges each of them")]

#[path = "shell.rs"]
mod http_shell;
#[path = "../http_suite/reference.rs"]
mod reference;
#[path = "../http_suite/server.rs"]
mod server;

mod does_not_look_at_the_status;
mod follows_redirects;
mod has_no_total_timeout;
mod keeps_a_slice_of_the_read_buffer;
mod makes_a_client_for_each_call;
mod reads_a_body_without_a_cap;
mod reads_the_body_after_the_permit_is_gone;
