//! Digests of files that have not changed since they were read, and of the large modules in them, kept in the user's
//! cache: what is composed again and again is not hashed again, and no module in it is validated again.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use crate::base::maps::HashMap;
use crate::cli::files;
use crate::cli::valid::VALIDATOR;
use crate::component::{Binary, Digest, Identity, Part};
use crate::kept::known::Known;
use crate::kept::private;
use crate::kept::stamp::Stamp;

/// What is smaller is read as quickly as a line about it.
const LARGE: u64 = 256 << 10;

/// Digests of a file that was valid, and of parts of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digests(HashMap<Range<u64>, Digest>);

impl Digests {
    /// That of a part.
    pub(super) fn of(&self, range: &Range<u64>) -> Option<Digest> {
        self.0.get(range).copied()
    }

    /// The same with what somebody has asked for since.
    pub(super) fn with(&self, binary: &Binary, parts: &[Part]) -> Self {
        let mut digests = self.clone();
        let whole = binary.known().map(|digest| (0..binary.contents.size(), digest));
        digests.0.extend(whole);
        digests.add(parts);
        digests
    }

    fn add(&mut self, parts: &[Part]) {
        for part in parts {
            let large = part.identity.as_ref().filter(|identity| identity.size() >= LARGE);
            let known = large.and_then(Identity::known).map(|digest| (part.content.clone(), digest));
            self.0.extend(known);
            self.add(&part.parts);
        }
    }

    /// Who says this, and `start-end:digest` for each.
    fn line(&self) -> String {
        let mut line = VALIDATOR.to_owned();
        let mut digests: Vec<_> = self.0.iter().collect();
        digests.sort_by_key(|(range, _)| (range.start, range.end));
        for (range, digest) in digests {
            // Writing to a String does not fail.
            let _ = write!(line, " {}-{}:{digest}", range.start, range.end);
        }
        line
    }
}

impl FromStr for Digests {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let part = |word: &str| {
            let (range, digest) = word.split_once(':')?;
            let (start, end) = range.split_once('-')?;
            Some((start.parse().ok()?..end.parse().ok()?, digest.parse().ok()?))
        };
        let words = line.strip_prefix(VALIDATOR).ok_or(())?.split_whitespace();
        words.map(part).collect::<Option<_>>().map(Self).ok_or(())
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

    /// Keeps what is known of the file with this stamp.
    pub(super) fn put(&self, stamp: &Stamp, digests: &Digests) {
        if private::folder(&self.folder).is_ok() {
            self.known().put(stamp, &digests.line());
        }
    }

    fn known(&self) -> Known {
        Known::at(self.folder.join("digests"))
    }
}
