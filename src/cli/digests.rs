//! Digests of files that have not changed since they were read, and of the large modules in them, in a file of the
//! user's cache: what is composed again and again is not hashed again.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::base::maps::HashMap;
use crate::base::stamp::Stamp;
use crate::cli::files;
use crate::component::{Component, Digest, Part};

/// How many files are remembered: the oldest go.
const MOST: usize = 256;

/// What is known of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(HashMap<Range<u64>, Digest>);

impl Known {
    /// The digest of a part of it.
    pub(super) fn of(&self, range: &Range<u64>) -> Option<Digest> {
        self.0.get(range).copied()
    }
}

/// `start-end:digest`, for each.
impl FromStr for Known {
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

/// What is known of files, by their stamps.
#[derive(Debug)]
pub(super) struct Digests {
    file: PathBuf,
    /// Read when it is asked for: most components are small.
    known: OnceLock<HashMap<String, Known>>,
    /// Lines that are to be added.
    new: Mutex<Vec<String>>,
}

impl Digests {
    /// Those of the user, if there is a place for them.
    pub(super) fn of_user() -> Option<Self> {
        let file = files::user_folder("XDG_CACHE_HOME", ".cache")?.join("digests");
        Some(Self { file, known: OnceLock::new(), new: Mutex::default() })
    }

    /// What is known of the file with this stamp.
    pub(super) fn get(&self, stamp: &Stamp) -> Option<Known> {
        let known = self.known.get_or_init(|| {
            let text = self.text();
            let pairs = text.lines().filter_map(|line| line.split_once(' '));
            pairs.filter_map(|(stamp, known)| Some((stamp.to_owned(), known.parse().ok()?))).collect()
        });
        known.get(&stamp.to_string()).cloned()
    }

    /// Notes what was found out of the file with this stamp, when it was read.
    pub(super) fn add(&self, stamp: &Stamp, component: &Component) {
        let mut line = format!("{stamp} 0-{}:{}", component.bytes.contents.size(), component.bytes.digest);
        write_parts(&component.parts, &mut line);
        self.new.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// Keeps what was noted. That this fails is nobody's loss: it will be found out again.
    pub(super) fn keep(&self) {
        let new = std::mem::take(&mut *self.new.lock().unwrap_or_else(PoisonError::into_inner));
        if !new.is_empty() {
            let _ = self.write(&new);
        }
    }

    fn write(&self, new: &[String]) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)?;
        let before = self.text();
        let before: Vec<&str> = before.lines().collect();
        let kept = before.get((before.len() + new.len()).saturating_sub(MOST)..).unwrap_or_default();
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        for line in kept.iter().copied().chain(new.iter().map(String::as_str)) {
            writeln!(file, "{line}")?;
        }
        file.persist(&self.file).map_err(|failed| failed.error)?;
        Ok(())
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.file).unwrap_or_default()
    }
}

/// The digests of parts that somebody has asked for.
fn write_parts(parts: &[Part], line: &mut String) {
    /// What is smaller is read as quickly as a line about it.
    const LARGE: u64 = 256 << 10;
    for part in parts {
        let digest = part.identity.as_ref().filter(|identity| identity.size() >= LARGE);
        if let Some(digest) = digest.and_then(crate::component::Identity::known) {
            // Writing to a String does not fail.
            let _ = write!(line, " {}-{}:{digest}", part.content.start, part.content.end);
        }
        write_parts(&part.parts, line);
    }
}
