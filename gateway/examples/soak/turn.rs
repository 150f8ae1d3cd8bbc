//! The result of one operation.

/// The result of a turn that kept its promises.
pub(crate) enum Turn {
    Done,
    /// The caller left before the answer.
    Cut,
}
