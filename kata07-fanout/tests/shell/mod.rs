//! A right client, cut into pieces. A mistake replaces one piece, so its file shows only the fault.
//!
//! `client` is what every answer shares, `pieces` the trait with the right pieces as its defaults.
#![allow(dead_code, unused_imports, reason = "each answer uses its own part")]

mod client;
mod pause;
mod pieces;

pub(crate) use std::{
    collections::{HashMap, HashSet},
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
pub(crate) use pause::{LONGEST, jittered, longest, retry_after_if_passing, right_pause};
pub(crate) use pieces::{Answer, Pieces, Right, Tasks, ends_the_call, log, outcome_of};

/// Judges an answer's [`Client`] by the suites named: `core`, `stretch` or both.
macro_rules! judged {
    ($answer:ident by $($suite:ident)+) => {
        use crate::support;

        mod subject {
            pub(crate) type FanOutClient<A> = crate::shell::Client<A, super::$answer>;
        }

        $(crate::shell::judged! { @ $suite })+
    };
    (@ core) => {
        #[path = "../suite/core/mod.rs"]
        mod core;
    };
    (@ stretch) => {
        #[path = "../suite/stretch/mod.rs"]
        mod stretch;
    };
}
pub(crate) use judged;
