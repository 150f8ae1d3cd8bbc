//! Boxed futures in a `FuturesUnordered`: for calls of several types, as many as you like.

use futures::{FutureExt, TryStreamExt, stream::FuturesUnordered};
use kata01_aggregator::{OrderService, Orders, Profile, ProfileService, UserId};
use tokio_util::sync::CancellationToken;

use crate::shell::{Answer, Parts, dashboard};

crate::shell::judged!();

async fn aggregate<P: ProfileService, O: OrderService>(
    it: &Parts<P, O>,
    cancel: &CancellationToken,
    user: UserId,
) -> Answer {
    it.in_span(user, async {
        let mut calls = FuturesUnordered::new();
        calls.push(async { it.profile(user).await.map(One::Profile) }.boxed());
        calls.push(async { it.orders(user).await.map(One::Orders) }.boxed());
        let both = async {
            let (mut profile, mut orders) = (None, None);
            while let Some(one) = calls.try_next().await? {
                match one {
                    One::Profile(answer) => profile = Some(answer),
                    One::Orders(answer) => orders = Some(answer),
                }
            }
            Ok(profile.zip(orders).expect("both have answered"))
        };
        let both = it.or_stopped(cancel, both).await;
        // The outcome is the last event, so the calls are dropped before it.
        drop(calls);
        both.map(dashboard)
    })
    .await
}

enum One {
    Profile(Profile),
    Orders(Orders),
}
