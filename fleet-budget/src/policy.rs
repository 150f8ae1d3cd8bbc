//! What a process does while the server cannot be asked.

use std::{num::NonZeroU32, time::Duration};

/// What [`FleetPace::ready`](crate::FleetPace::ready) does when the server cannot be asked.
///
/// | policy | while the server is away | the whole fleet sends, meanwhile |
/// |---|---|---|
/// | `Fail` | every caller gets the error | nothing |
/// | `Wait` | callers try again for so long, then get the error | nothing |
/// | `Share` | each process has a budget of its own, a part of the whole | at most `burst + rate · w` in a window of `w` seconds, with at most `n` processes |
///
/// Each loss and each return of the server in a window may add one `burst` to what `Share` lets pass:
/// the budget that takes over is full. A process that alone has lost the server adds its part to the
/// whole. No policy lets requests pass without a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenUnavailable {
    /// Fail at once.
    #[default]
    Fail,
    /// Try for so long, counted from the first failure, then fail.
    Wait(Duration),
    /// Go on with one of `n` equal parts of the budget: `rate / n`, and `burst / n` at once, but at
    /// least 1. Give the most processes that the fleet ever has.
    Share(NonZeroU32),
}
