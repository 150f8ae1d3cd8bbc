//! A scenario as you choose it: by name, or word by word.

use std::{fmt, str::FromStr};

use super::{BuiltIn, ParseScenarioError, Scenario};

/// A built-in scenario chosen by its name, or one given word by word.
///
/// Prints as you chose it: the name, or the canonical words.
///
/// ```
/// use pattern_comparison::Selection;
///
/// let by_name: Selection = "one-hangs".parse()?;
/// let by_words: Selection = "notifications=hang orders=80ms".parse()?;
/// assert_eq!(by_name.scenario(), by_words.scenario());
/// assert_eq!(by_name.to_string(), "one-hangs");
/// # Ok::<(), pattern_comparison::ParseScenarioError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Chosen by its name.
    BuiltIn(BuiltIn),
    /// Given word by word.
    Custom(Scenario),
}

impl Selection {
    /// The script.
    #[must_use]
    pub const fn scenario(&self) -> Scenario {
        match self {
            Self::BuiltIn(built_in) => built_in.scenario,
            Self::Custom(scenario) => *scenario,
        }
    }

    /// A short title.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::BuiltIn(built_in) => built_in.title,
            Self::Custom(_) => "Your own scenario",
        }
    }
}

/// [`BuiltIn::HEALTHY`]
impl Default for Selection {
    fn default() -> Self {
        Self::BuiltIn(BuiltIn::HEALTHY)
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(built_in) => f.write_str(built_in.name),
            Self::Custom(scenario) => scenario.fmt(f),
        }
    }
}

impl FromStr for Selection {
    type Err = ParseScenarioError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.trim();
        if let Some(built_in) = BuiltIn::ALL
            .into_iter()
            .find(|built_in| built_in.name == word)
        {
            return Ok(Self::BuiltIn(built_in));
        }
        match word.parse() {
            // A single word without `=` is meant as a name.
            Err(ParseScenarioError::NotAPair { word: bad }) if bad == word => {
                Err(ParseScenarioError::UnknownName { word: bad })
            }
            scenario => Ok(Self::Custom(scenario?)),
        }
    }
}
