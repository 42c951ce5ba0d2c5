//! Stamps of files as they are now.

use std::fs;
use std::path::Path;

use crate::base::stamp::MOMENT;
pub use crate::base::stamp::Stamp;

/// That of the file at `path`; none if there is none.
pub(super) fn now(path: &Path) -> Option<Stamp> {
    Some(Stamp::of(&fs::metadata(path).ok()?))
}

/// That of a file that nobody has changed for a moment; none if there is no such file.
pub fn settled(path: &Path) -> Option<Stamp> {
    now(path).filter(|stamp| stamp.is_settled(MOMENT))
}
