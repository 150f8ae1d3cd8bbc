//! The seven scenarios that the command runs by default.

use shared_mocks::{
    Behaviour::{self, Fail, Hang, Panic, Return},
    Latency,
};

use super::{SERVICES, Scenario};

/// A scenario with a name.
///
/// ```
/// use pattern_comparison::BuiltIn;
///
/// for built_in in BuiltIn::ALL {
///     println!("{:14} {}", built_in.name, built_in.scenario);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its name, as in the command line or a URL.
    pub name: &'static str,
    /// A short title.
    pub title: &'static str,
    /// The script.
    pub scenario: Scenario,
}

impl BuiltIn {
    /// Every service answers. This is the default over HTTP.
    pub const HEALTHY: Self = Self {
        name: "healthy",
        title: "Every service is well",
        scenario: script([Return(ms(40)), Return(ms(80)), Return(ms(60))]),
    };

    /// All seven, from healthy to broken.
    pub const ALL: [Self; 7] = [
        Self::HEALTHY,
        Self {
            name: "one-slow",
            title: "One service is slow",
            scenario: script([Return(ms(40)), Return(ms(3_000)), Return(ms(60))]),
        },
        Self {
            name: "one-fails",
            title: "One service fails early, another is slow",
            scenario: script([Return(ms(40)), Fail(ms(10)), Return(ms(800))]),
        },
        Self {
            name: "one-hangs",
            title: "One service never answers",
            scenario: script([Return(ms(40)), Return(ms(80)), Hang]),
        },
        Self {
            name: "all-fail",
            title: "Every service fails",
            scenario: script([Fail(ms(10)), Fail(ms(20)), Fail(ms(30))]),
        },
        Self {
            name: "one-panics",
            title: "One service panics",
            scenario: script([Return(ms(40)), Panic(ms(10)), Return(ms(60))]),
        },
        Self {
            name: "caller-leaves",
            title: "The caller leaves before the answer is there",
            scenario: Scenario {
                leave: Some(ms(50)),
                ..Self::HEALTHY.scenario
            },
        },
    ];
}

/// For [`SERVICES`] in their order: user, orders, notifications.
const fn script(behaviours: [Behaviour; SERVICES.len()]) -> Scenario {
    Scenario {
        behaviours,
        leave: None,
    }
}

const fn ms(ms: u64) -> Latency {
    Latency::from_millis(ms).expect("a built-in latency is within a minute")
}
