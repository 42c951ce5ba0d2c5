//! Digests of files that have not changed since they were read, and of the large modules in them, kept in the user's
//! cache: what is composed again and again is not hashed again.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use crate::base::maps::HashMap;
use crate::cli::files;
use crate::component::{Component, Digest, Identity, Part};
use crate::kept::known::Known;
use crate::kept::private;
use crate::kept::stamp::Stamp;

/// What is smaller is read as quickly as a line about it.
const LARGE: u64 = 256 << 10;

/// Digests of a file, and of parts of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Digests(HashMap<Range<u64>, Digest>);

impl Digests {
    /// That of a part.
    pub(super) fn of(&self, range: &Range<u64>) -> Option<Digest> {
        self.0.get(range).copied()
    }
}

/// `start-end:digest`, for each.
impl FromStr for Digests {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let part = |word: &str| {
            let (range, digest) = word.split_once(':')?;
            let (start, end) = range.split_once('-')?;
            Some((start.parse().ok()?..end.parse().ok()?, digest.parse().ok()?))
        };
        text.split(' ').map(part).collect::<Option<_>>().map(Self).ok_or(())
    }
}

/// Where they are kept. What somebody else could have written there is not believed: by digests it is decided what is
/// stored once.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
}

impl Kept {
    /// By the user, if there is a place for it.
    pub(super) fn of_user() -> Option<Self> {
        Some(Self { folder: files::user_folder("XDG_CACHE_HOME", ".cache")? })
    }

    /// What is known of the file with this stamp.
    pub(super) fn get(&self, stamp: &Stamp) -> Option<Digests> {
        self.known().get(stamp)?.parse().ok()
    }

    /// Keeps what was found out of the file with this stamp, when it was read.
    pub(super) fn put(&self, stamp: &Stamp, component: &Component) {
        let mut line = format!("0-{}:{}", component.bytes.contents.size(), component.bytes.digest);
        write_parts(&component.parts, &mut line);
        if private::folder(&self.folder).is_ok() {
            self.known().put(stamp, &line);
        }
    }

    fn known(&self) -> Known {
        Known::at(self.folder.join("digests"))
    }
}

/// The digests of parts that somebody has asked for.
fn write_parts(parts: &[Part], line: &mut String) {
    for part in parts {
        let large = part.identity.as_ref().filter(|identity| identity.size() >= LARGE);
        if let Some(digest) = large.and_then(Identity::known) {
            // Writing to a String does not fail.
            let _ = write!(line, " {}-{}:{digest}", part.content.start, part.content.end);
        }
        write_parts(&part.parts, line);
    }
}
