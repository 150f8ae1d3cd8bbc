//! A right client, cut into pieces. A mistake replaces one piece, so its file shows only the fault.
//!
//! `pieces` is the trait with the right pieces as its defaults, `client` holds what they share, and
//! `subject` lets the suite run on any of them.
#![allow(dead_code, unused_imports, reason = "each answer uses its own part")]

mod client;
mod names;
mod pause;
mod pieces;
pub(crate) mod subject;

pub(crate) use std::{
    collections::{BTreeSet, HashMap, HashSet},
    future::ready,
    num::NonZeroU32,
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

pub(crate) use bytes::Bytes;
pub(crate) use futures::{
    Stream, StreamExt, TryStreamExt,
    future::{BoxFuture, FutureExt, try_join, try_join_all},
    stream,
    stream::FuturesUnordered,
};
pub(crate) use kata07_fanout::{ApiError, FetchError, Pace, Settings, UserId, WidgetApi};
pub(crate) use tokio::{
    select,
    sync::Semaphore,
    task::{JoinSet, yield_now},
    time::{Instant, sleep, timeout},
};
pub(crate) use tokio_util::sync::CancellationToken;
pub(crate) use tracing::info_span;

pub(crate) use client::Client;
pub(crate) use names::tests_of;
pub(crate) use pause::{LONGEST, jittered, longest, retry_after_if_passing, right_pause};
pub(crate) use pieces::{Answer, Pieces, Right, Tasks, ends_the_call, log, outcome_of};

/// Judges an answer by the suites named: `core`, `stretch` or both.
macro_rules! judged {
    ($answer:ident by $($suite:ident)+) => {
        $(mod $suite {
            use super::$answer as Chosen;
            use crate::shell::{judge_each, tests_of};

            tests_of! { judge_each! { $suite } }
        })+
    };
}
pub(crate) use judged;

/// A test for each test of a suite.
macro_rules! judge_each {
    ($suite:ident $($file:ident { $($test:ident)* })*) => {
        $(mod $file {
            $(#[test]
            fn $test() {
                crate::shell::subject::judge::<super::Chosen>(crate::$suite::$file::$test);
            })*
        })*
    };
}
pub(crate) use judge_each;
