//! Modules that were found to be valid, in a file of the user's cache: large ones are in many components, and in each of
//! these again and again.
//!
//! What is wrong in that file is taken for valid until an engine refuses it; what somebody else has written is not read.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::base::maps::HashSet;
use crate::cli::files;
use crate::component::{Digest, Verdicts};
use crate::kept::private;

/// By which validator, and how digests are made: another one may think otherwise, and others are others.
pub(super) const VALIDATOR: &str = "wasmparser-0.263.0/blake3";

/// How many modules are remembered: the oldest go.
const MOST: usize = 1024;

/// What is known, and what was found out now.
#[derive(Debug)]
pub(super) struct Valid {
    file: PathBuf,
    /// Read when it is asked for: most components are small.
    known: OnceLock<HashSet<Digest>>,
    new: Mutex<Vec<Digest>>,
}

impl Valid {
    /// Those of the user, if there is a place for them.
    pub(super) fn of_user() -> Option<Self> {
        let file = files::user_folder("XDG_CACHE_HOME", ".cache")?.join("valid");
        Some(Self { file, known: OnceLock::new(), new: Mutex::default() })
    }

    /// Keeps what was found out. That this fails is nobody's loss: it will be found out again.
    pub(super) fn keep(&self) {
        let new = std::mem::take(&mut *self.found());
        if !new.is_empty() {
            let _ = self.write(&new);
        }
    }

    fn write(&self, new: &[Digest]) -> io::Result<()> {
        private::folder(self.file.parent().unwrap_or(Path::new("")))?;
        let before: Vec<Digest> = self.read().into_iter().filter(|digest| !new.contains(digest)).collect();
        let kept = before.get((before.len() + new.len()).saturating_sub(MOST)..).unwrap_or_default();
        let mut text = format!("{VALIDATOR}\n");
        for digest in kept.iter().chain(new) {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{digest}");
        }
        private::replace(&self.file, &[text.as_bytes()])
    }

    /// What the file has, the oldest first.
    fn read(&self) -> Vec<Digest> {
        let is_own = fs::metadata(&self.file).is_ok_and(|metadata| private::is_own(&metadata));
        let text = if is_own { fs::read_to_string(&self.file).unwrap_or_default() } else { String::new() };
        let mut lines = text.lines();
        if lines.next() != Some(VALIDATOR) {
            return Vec::new();
        }
        lines.filter_map(|line| line.parse().ok()).collect()
    }

    fn found(&self) -> MutexGuard<'_, Vec<Digest>> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Verdicts for Valid {
    fn is_valid(&self, module: &Digest) -> bool {
        self.known.get_or_init(|| self.read().into_iter().collect()).contains(module)
    }

    fn add(&self, module: Digest) {
        self.found().push(module);
    }
}
