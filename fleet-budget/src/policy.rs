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
/// A window that contains the loss or the return of the server can hold the bursts of both budgets:
/// `Share` lets at most `2 · burst + rate · w` pass then. No policy lets requests pass unlimited.
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
