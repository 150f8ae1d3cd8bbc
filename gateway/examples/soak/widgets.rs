//! Kata 07: an API that fails, callers that leave, and a budget that must be exact.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    time::{Duration, Instant},
};

use fastrand::Rng;
use kata07_fanout::{FetchError, UserId, solution::FanOutClient};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{
    Failure, LONG,
    dice::{Asked, Dice, fails},
    leaving::Leaving,
    turn::Turn,
};

const IN_FLIGHT: NonZeroUsize = NonZeroUsize::new(8).expect("not zero");

/// So slow that wasted tokens are still missing when the check runs.
const RATE: NonZeroU32 = NonZeroU32::MIN;

/// Used up half-way through a round: from then on callers leave while they wait for a token.
const SCARCE: NonZeroU32 = NonZeroU32::new(500).expect("not zero");

/// More than all turns of a round can use.
const AMPLE: NonZeroU32 = NonZeroU32::new(6_000).expect("not zero");

/// A client and its budget, for one round.
pub(crate) struct Widgets {
    dice: Dice,
    client: FanOutClient<Dice>,
    start: Instant,
    burst: NonZeroU32,
}

impl Widgets {
    pub(crate) fn new(scarce: bool) -> Self {
        let (dice, start) = (Dice::default(), Instant::now());
        let burst = if scarce { SCARCE } else { AMPLE };
        Self {
            client: FanOutClient::builder(dice.clone())
                .requests_per_second(RATE)
                .burst(burst)
                .max_in_flight(IN_FLIGHT)
                .build(),
            dice,
            start,
            burst,
        }
    }

    pub(crate) async fn turn(&self, random: &mut Rng) -> Result<Turn, Failure> {
        let first = random.u64(..) >> 1;
        let last = first + random.u64(..12);
        let leaving = match self.burst {
            SCARCE => Leaving::early(random, Duration::from_millis(20)),
            _ => Leaving::any(random, Duration::from_millis(40)),
        };
        let cancel = CancellationToken::new();
        let fetch = self.client.fetch_all(&cancel, (first..=last).map(UserId));
        let Some(fetched) = leaving.from(fetch, &cancel).await else {
            // Tasks end at the runtime's next turn; the check at rest looks for them.
            return Ok(Turn::Cut);
        };
        let running = self.dice.running(first..=last);
        if running > 0 {
            return Err(format!("kata 07, {leaving:?}: {running} calls run on").into());
        }
        let mut users = first..=last;
        let promised = match &fetched {
            Ok(all) => users.all(|user| {
                let there = all.get(&UserId(user)).map(AsRef::as_ref);
                !fails(Asked::Widgets, user) && there == Some(b"widgets")
            }),
            Err(FetchError::Api { user, attempts, .. }) => {
                users.contains(&user.0) && fails(Asked::Widgets, user.0) && *attempts == 1
            }
            Err(FetchError::Cancelled) => cancel.is_cancelled(),
            Err(FetchError::Panicked { .. }) => false,
        };
        match (promised, cancel.is_cancelled()) {
            (false, _) => Err(format!("kata 07, from {first}, {leaving:?}: {fetched:?}").into()),
            (true, true) => Ok(Turn::Cut),
            (true, false) => Ok(Turn::Done),
        }
    }

    /// What is still running, in words.
    pub(crate) fn left(&self) -> Option<String> {
        let calls = self.dice.running(0..=u64::MAX);
        (calls > 0).then(|| format!("{calls} calls of kata 07"))
    }

    /// Whether cap and rate held, and no permit or token is missing.
    pub(crate) async fn comes_out_even(&self) -> Result<(), Failure> {
        let (peak, cap) = (self.dice.peak(), IN_FLIGHT.get());
        if peak > cap {
            return Err(format!("kata 07: {peak} calls in flight, promised: at most {cap}").into());
        }
        let burst = self.burst.get() as usize;
        let begun = self.dice.begun();
        let refilled = self.start.elapsed().as_secs_f64() * f64::from(RATE.get());
        if begun > burst + refilled.ceil() as usize {
            return Err(format!("kata 07: {begun} requests on {burst} tokens and some").into());
        }
        // One call for each token that is left; each waits until the cap is reached. With a lost permit they
        // wait for ever, with a lost token until it is earned again.
        self.dice.meet(cap);
        let calls = (burst.saturating_sub(begun) / cap * cap).max(cap) as u64;
        let cancel = CancellationToken::new();
        let all = self.client.fetch_all(&cancel, (0..calls).map(UserId));
        match timeout(LONG, all).await {
            Ok(fetched) => fetched.map(drop).map_err(Into::into),
            Err(_) => Err(format!(
                "kata 07: {} of {calls} calls began: permits or tokens were lost",
                self.dice.begun() - begun
            )
            .into()),
        }
    }
}
