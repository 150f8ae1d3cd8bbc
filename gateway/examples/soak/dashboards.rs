//! Kata 01: services that fail and are late, and callers that leave.

use std::time::{Duration, Instant};

use fastrand::Rng;
use kata01_aggregator::{AggregateError, Service, UserId, solution::UserAggregator};
use tokio_util::sync::CancellationToken;

use crate::{
    Failure,
    dice::{Asked, Dice, fails},
    leaving::Leaving,
    turn::Turn,
};

/// Less than the longest call.
const TIMEOUT: Duration = Duration::from_millis(8);

pub(crate) struct Dashboards {
    dice: Dice,
    aggregator: UserAggregator<Dice, Dice>,
}

impl Dashboards {
    pub(crate) fn new() -> Self {
        let dice = Dice::default();
        Self {
            aggregator: UserAggregator::builder(dice.clone(), dice.clone())
                .timeout(TIMEOUT)
                .build(),
            dice,
        }
    }

    pub(crate) async fn turn(&self, random: &mut Rng) -> Result<Turn, Failure> {
        let user = random.u64(..);
        let leaving = Leaving::any(random, Duration::from_millis(10));
        let cancel = CancellationToken::new();
        let start = Instant::now();
        let aggregate = self.aggregator.aggregate(&cancel, UserId(user));
        let aggregated = leaving.from(aggregate, &cancel).await;
        // Both on return and right after the drop.
        let running = self.dice.running(user..=user);
        if running > 0 {
            return Err(format!("kata 01, {leaving:?}: {running} calls run on").into());
        }
        let Some(aggregated) = aggregated else {
            return Ok(Turn::Cut);
        };
        let [profile, orders] = [Asked::Profile, Asked::Orders].map(|asked| fails(asked, user));
        let promised = match &aggregated {
            Ok(dashboard) => {
                !profile && !orders && dashboard.to_string() == "User: Alice | Orders: 5"
            }
            Err(AggregateError::Service { service, .. }) => match service {
                Service::Profile => profile,
                Service::Orders => orders,
            },
            Err(AggregateError::DeadlineExceeded { .. }) => start.elapsed() >= TIMEOUT,
            Err(AggregateError::Cancelled) => cancel.is_cancelled(),
        };
        match (promised, cancel.is_cancelled()) {
            (false, _) => Err(format!("kata 01, user {user}, {leaving:?}: {aggregated:?}").into()),
            (true, true) => Ok(Turn::Cut),
            (true, false) => Ok(Turn::Done),
        }
    }

    /// What is still running, in words.
    pub(crate) fn left(&self) -> Option<String> {
        let calls = self.dice.running(0..=u64::MAX);
        (calls > 0).then(|| format!("{calls} calls of kata 01"))
    }
}
