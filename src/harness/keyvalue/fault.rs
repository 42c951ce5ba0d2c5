//! What a bucket says instead of an answer.

use std::sync::Arc;

use thiserror::Error;

/// Why a bucket did not do what it was asked for. Nothing has changed in it.
#[derive(Clone, Debug, Error)]
pub(super) enum Fault {
    /// The disk is full, or worse.
    #[error("the store failed: {0}")]
    Storage(Arc<redb::Error>),
    /// The store failed before, and takes no more changes.
    #[error("the store takes no more changes, since it has failed")]
    Closed,
    /// Only decimal numbers can be counted on.
    #[error("the value of `{key}` is no number")]
    NotACounter { key: String },
    /// The sum is outside of the interface's type.
    #[error("`{key}` would become {sum}, which is out of range")]
    OutOfRange { key: String, sum: i128 },
}

impl<E: Into<redb::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Storage(Arc::new(error.into()))
    }
}
