//! The seven scenarios that the command shows when it is not told which.

use super::Scenario;

/// A scenario with a name.
///
/// ```
/// use pattern_comparison::BuiltIn;
///
/// for built_in in BuiltIn::ALL {
///     println!("{:14} {}", built_in.name, built_in.scenario());
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its name, as in a command line or a URL.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    spec: &'static str,
}

impl BuiltIn {
    /// All seven, from what goes well to what goes wrong.
    pub const ALL: [Self; 7] = [
        Self {
            name: "healthy",
            title: "Every service is well",
            spec: "user=40ms,orders=80ms,notifications=60ms",
        },
        Self {
            name: "one-slow",
            title: "One service is slow",
            spec: "user=40ms,orders=3s,notifications=60ms",
        },
        Self {
            name: "one-fails",
            title: "One service fails early, another is slow",
            spec: "user=40ms,orders=10ms:fail,notifications=800ms",
        },
        Self {
            name: "one-hangs",
            title: "One service never answers",
            spec: "user=40ms,orders=80ms,notifications=hang",
        },
        Self {
            name: "all-fail",
            title: "Every service fails",
            spec: "user=10ms:fail,orders=20ms:fail,notifications=30ms:fail",
        },
        Self {
            name: "one-panics",
            title: "One service panics",
            spec: "user=40ms,orders=10ms:panic,notifications=60ms",
        },
        Self {
            name: "caller-leaves",
            title: "The caller leaves before the answer is there",
            spec: "user=40ms,orders=80ms,notifications=60ms,leave=50ms",
        },
    ];

    /// What it scripts.
    ///
    /// # Panics
    /// Never: a test parses all seven.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        self.spec
            .parse()
            .expect("a test parses every built-in scenario")
    }
}
