//! What is kept of earlier runs, in files for this user only.

/// What is known of files that have not changed since.
pub mod known;
/// Files that are for this user only.
pub mod private;
/// By what it is known that a file has changed.
pub mod stamp;
