//! WIT as it is on disk: which files are read, and what they say.

/// Bytes to text.
mod decode;
/// Reading files and folders.
pub(crate) mod disk;
/// What can go wrong here.
pub(crate) mod error;
/// All that went wrong, of whatever stage.
pub(crate) mod failure;
/// A package and its dependencies.
mod wit;

#[cfg(feature = "cli")]
pub(crate) use crate::files::wit::Read;
pub(crate) use crate::files::wit::read_wit;
