//! The budget itself: ask, wait as long as the answer says, ask again.

use std::{error::Error, fmt, num::NonZeroU32, time::Duration};

use kata07_fanout::{Budget, BudgetError, Pace};
use tokio::time::{Instant, sleep_until};
use tracing::warn;

use crate::{WhenUnavailable, line::Line, server::Server};

/// How long `Wait` leaves a server alone that could not be asked.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// The same for `Share`, which can go on without it: a question to a host that is gone takes a second.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// A budget of requests that all processes share who connect to one server under one name.
///
/// In any window of `w` seconds all of them together take at most `burst + rate · w` tokens. The
/// server counts in whole microseconds: a token takes `1 / rate` seconds, rounded up.
///
/// Put it behind an [`Arc`](std::sync::Arc) to share it within a process.
///
/// ```no_run
/// use std::{num::NonZeroU32, time::Duration};
///
/// use fleet_budget::{BudgetError, FleetPace, WhenUnavailable};
///
/// # async fn example() -> Result<(), BudgetError> {
/// let [rate, burst] = [10, 20].map(|n| NonZeroU32::new(n).expect("not zero"));
/// let pace = FleetPace::connect("redis://127.0.0.1/", "widgets-api", rate, burst)
///     .await?
///     .when_unavailable(WhenUnavailable::Wait(Duration::from_secs(2)));
/// pace.ready().await?;
/// // Send the request.
/// # Ok(())
/// # }
/// ```
pub struct FleetPace {
    server: Server,
    line: Line,
    rate: NonZeroU32,
    burst: NonZeroU32,
    policy: Policy,
}

/// [`WhenUnavailable`] with what it needs.
enum Policy {
    Fail,
    Wait(Duration),
    Share {
        local: Pace,
        /// When to ask the server again; until then the local budget alone counts.
        away: Line,
    },
}

impl FleetPace {
    /// Connects to the server at `url` (`redis://[user:password@]host[:port][/database]`), for the
    /// budget `name`: `rate` tokens a second, and `burst` at once after a rest.
    ///
    /// `name` is the key in the server. Give one name, one rate and one burst to all processes.
    /// The server is Redis 6.2 or later, or Valkey.
    ///
    /// # Errors
    /// [`BudgetError::Unavailable`] if the server is not there within a second, or refuses.
    ///
    /// # Cancel safety
    /// Dropping the future closes the connection, at the runtime's next turn. It takes no token.
    ///
    /// # Panics
    /// Outside a tokio runtime with I/O and time.
    pub async fn connect(
        url: impl AsRef<str>,
        name: impl AsRef<str>,
        rate: NonZeroU32,
        burst: NonZeroU32,
    ) -> Result<Self, BudgetError> {
        let server = Server::connect(url.as_ref(), name.as_ref(), rate, burst).await?;
        Ok(Self {
            line: Line::new(server.token()),
            server,
            rate,
            burst,
            policy: Policy::Fail,
        })
    }

    /// What to do while the server cannot be asked; [`WhenUnavailable::Fail`] unless set.
    #[must_use]
    pub fn when_unavailable(mut self, policy: WhenUnavailable) -> Self {
        self.policy = match policy {
            WhenUnavailable::Fail => Policy::Fail,
            WhenUnavailable::Wait(patience) => Policy::Wait(patience),
            WhenUnavailable::Share(parts) => Policy::Share {
                local: Pace::part(self.rate, self.burst, parts),
                away: Line::new(LOOK_AGAIN_AFTER),
            },
        };
        self
    }

    /// Takes one token, as soon as the fleet has one.
    ///
    /// - **Order**: none. Of several callers, in one process or in many, any may be the next.
    /// - **Nothing runs on**: no task is left; the connection's own task ends with the `FleetPace`.
    ///
    /// # Errors
    /// [`BudgetError::Unavailable`] as the policy says: under `Fail` within a second of the question
    /// (a caller that waits asks again within `1 / rate`), under `Wait` within that and its
    /// patience, under `Share` never. A token that the server has counted then is lost.
    ///
    /// # Cancel safety
    /// Drop it whenever you like: no other caller waits for it. A future that is dropped while it
    /// waits has taken nothing. One that is dropped while the server decides may lose one token: the
    /// server has counted it, and nobody sends. The fleet sends less then, never more.
    pub async fn ready(&self) -> Result<(), BudgetError> {
        match &self.policy {
            Policy::Fail => self.take().await,
            Policy::Wait(patience) => self.take_within(*patience).await,
            Policy::Share { local, away } => {
                self.take_or_share(local, away).await;
                Ok(())
            }
        }
    }

    async fn take(&self) -> Result<(), BudgetError> {
        loop {
            self.line.turn().await;
            match self.server.ask().await {
                Ok(Duration::ZERO) => return Ok(()),
                Ok(wait) => self.line.nothing_for(wait),
                Err(unavailable) => {
                    // Those who wait ask now, too, and fail with this one.
                    self.line.forget();
                    return Err(unavailable);
                }
            }
        }
    }

    async fn take_within(&self, patience: Duration) -> Result<(), BudgetError> {
        let mut deadline = None;
        loop {
            let Err(unavailable) = self.take().await else {
                return Ok(());
            };
            let now = Instant::now();
            // `None` within: a patience beyond all clocks.
            let deadline = *deadline.get_or_insert_with(|| now.checked_add(patience));
            if deadline.is_some_and(|deadline| deadline <= now) {
                return Err(unavailable);
            }
            let again = now + TRY_AGAIN_AFTER;
            sleep_until(deadline.map_or(again, |deadline| again.min(deadline))).await;
        }
    }

    async fn take_or_share(&self, local: &Pace, away: &Line) {
        if away.claim().is_ok() {
            match self.take().await {
                Ok(()) => return away.forget(),
                Err(unavailable) => {
                    let error: &(dyn Error + 'static) = &unavailable;
                    warn!(error, "going on with a share of the budget");
                    away.nothing_for(LOOK_AGAIN_AFTER);
                }
            }
        }
        local.ready().await;
    }
}

impl Budget for FleetPace {
    async fn ready(&self) -> Result<(), BudgetError> {
        Self::ready(self).await
    }
}

impl fmt::Debug for FleetPace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the connection: its address may hold a password.
        f.debug_struct("FleetPace")
            .field("rate", &self.rate)
            .field("burst", &self.burst)
            .finish_non_exhaustive()
    }
}
