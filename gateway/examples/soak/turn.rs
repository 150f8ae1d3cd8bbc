//! What came of one operation.

/// What came of a turn that went as promised.
pub(crate) enum Turn {
    Done,
    /// The caller left before there was an answer.
    Cut,
}
