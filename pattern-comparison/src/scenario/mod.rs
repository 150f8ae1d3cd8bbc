//! What the three services do, and when the caller leaves: one grammar for the command line, the
//! URL and the page.

mod built_in;
mod selection;

use std::{collections::BTreeMap, fmt, str::FromStr};

use shared_mocks::{Behaviour, Latency, ParseBehaviourError, ParseLatencyError};
use shared_terminal::quoted;

pub use built_in::BuiltIn;
pub use selection::Selection;

/// The three services, in the order in which they are called and reported.
pub const SERVICES: [&str; 3] = ["user", "orders", "notifications"];

/// A script for the three services and their caller.
///
/// Words separated by commas or spaces: `service=behaviour` or `leave=latency`, each at most once.
/// A service that you do not name returns after 40 ms. See [`Behaviour`] for the behaviours.
///
/// ```
/// use pattern_comparison::Scenario;
///
/// let scenario: Scenario = "orders=10ms:fail, leave=1000ms".parse()?;
/// assert_eq!(scenario.to_string(), "user=40ms,orders=10ms:fail,notifications=40ms,leave=1s");
/// # Ok::<(), pattern_comparison::ParseScenarioError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// What each of [`SERVICES`] does.
    pub behaviours: [Behaviour; SERVICES.len()],
    /// When the caller drops the call, if it does.
    pub leave: Option<Latency>,
}

impl Scenario {
    /// Each service's name with its behaviour.
    pub fn services(&self) -> impl Iterator<Item = (&'static str, Behaviour)> {
        SERVICES.into_iter().zip(self.behaviours)
    }

    /// What the services do, in words.
    ///
    /// ```
    /// # use pattern_comparison::Scenario;
    /// let scenario: Scenario = "orders=10ms:fail,notifications=hang".parse()?;
    /// assert_eq!(
    ///     scenario.in_words(),
    ///     "user takes 40ms, orders fails after 10ms, notifications hangs"
    /// );
    /// # Ok::<(), pattern_comparison::ParseScenarioError>(())
    /// ```
    #[must_use]
    pub fn in_words(&self) -> String {
        let words = self.services().map(|(service, behaviour)| match behaviour {
            Behaviour::Return(latency) => format!("{service} takes {latency}"),
            Behaviour::Fail(latency) => format!("{service} fails after {latency}"),
            Behaviour::Panic(latency) => format!("{service} panics after {latency}"),
            Behaviour::Hang => format!("{service} hangs"),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [user, orders, notifications] = self.behaviours;
        write!(
            f,
            "user={user},orders={orders},notifications={notifications}"
        )?;
        match self.leave {
            Some(latency) => write!(f, ",leave={latency}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Scenario {
    type Err = ParseScenarioError;

    fn from_str(spec: &str) -> Result<Self, Self::Err> {
        let words = spec.split([',', ' ']).filter(|word| !word.is_empty());
        let mut given = BTreeMap::new();
        for word in words {
            let (key, value) =
                word.split_once('=')
                    .ok_or_else(|| ParseScenarioError::NotAPair {
                        word: word.to_owned(),
                    })?;
            if !SERVICES.contains(&key) && key != "leave" {
                return Err(ParseScenarioError::UnknownService {
                    word: word.to_owned(),
                });
            }
            if given.insert(key, (word, value)).is_some() {
                return Err(ParseScenarioError::Repeated {
                    word: word.to_owned(),
                });
            }
        }
        if given.is_empty() {
            return Err(ParseScenarioError::Empty);
        }

        let mut behaviours = [Behaviour::Return(DEFAULT_LATENCY); SERVICES.len()];
        for (service, behaviour) in SERVICES.into_iter().zip(&mut behaviours) {
            if let Some((word, value)) = given.get(service) {
                *behaviour = value
                    .parse()
                    .map_err(|source| ParseScenarioError::Behaviour {
                        word: (*word).to_owned(),
                        source,
                    })?;
            }
        }
        let leave = given.get("leave").map(|(word, value)| {
            value.parse().map_err(|source| ParseScenarioError::Leave {
                word: (*word).to_owned(),
                source,
            })
        });
        Ok(Self {
            behaviours,
            leave: leave.transpose()?,
        })
    }
}

/// The latency of a service that the scenario does not name.
const DEFAULT_LATENCY: Latency =
    Latency::from_millis(40).expect("40 milliseconds are within a minute");

/// Why a text is not a [`Scenario`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseScenarioError {
    /// No word at all.
    #[error("the scenario is empty: write `service=behaviour` or the name of a built-in one")]
    Empty,
    /// A single word that is neither a pair nor the name of a built-in scenario.
    #[error("{} is not a scenario: choose {} or write `service=behaviour`", quoted(word), BuiltIn::ALL.map(|it| it.name).join(", "))]
    UnknownName {
        /// The word as it was given.
        word: String,
    },
    /// A word without `=`.
    #[error(
        "{} is not `service=behaviour` (a built-in scenario's name stands alone)",
        quoted(word)
    )]
    NotAPair {
        /// The word as it was given.
        word: String,
    },
    /// A pair whose left side is neither a service nor `leave`.
    #[error("{} names no service: choose {} or `leave`", quoted(word), SERVICES.join(", "))]
    UnknownService {
        /// The word as it was given.
        word: String,
    },
    /// A service or `leave` given a second time.
    #[error(
        "{} is a repetition: name each service, and `leave`, at most once",
        quoted(word)
    )]
    Repeated {
        /// The second word.
        word: String,
    },
    /// A service with a word that is not a behaviour.
    #[error("{} has no valid behaviour", quoted(word))]
    Behaviour {
        /// The word as it was given.
        word: String,
        /// What is wrong with it.
        source: ParseBehaviourError,
    },
    /// `leave` with a word that is not a latency.
    #[error("{} has no valid latency", quoted(word))]
    Leave {
        /// The word as it was given.
        word: String,
        /// What is wrong with it.
        source: ParseLatencyError,
    },
}
