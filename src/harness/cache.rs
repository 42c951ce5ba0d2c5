//! Machine code that was compiled before, in files: found by what it was compiled from and for, mapped into memory.

use std::fs::{self, File, Metadata, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::component::contents::Digest;
use crate::component::places::Places;
use crate::harness::artifact;
use crate::harness::seal;
use crate::kept::known::Known;
use crate::kept::private;
use crate::kept::stamp::Stamp;

/// A folder of machine code. Processes may share it: files appear whole, and only those are used that the same user has
/// written and nobody has touched since.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Bytes that its files may take together.
    limit: u64,
}

/// Under what code is found: what it was compiled from, and by which compiler with which settings.
#[derive(Clone, Debug)]
pub(super) struct Key(String);

/// A file in use is marked as such, but not every time.
const FRESH: Duration = Duration::from_hours(1);

impl Cache {
    /// The cache in `folder`, which is made when something is to be kept.
    pub fn at(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit }
    }

    /// The code of `key` for `engine`; none if there is none, or none that can be trusted.
    pub(super) fn get(&self, engine: &Engine, key: &Key) -> Option<Component> {
        let path = self.path(key);
        let mut file = File::open(&path).ok()?;
        let metadata = file.metadata().ok()?;
        if !private::is_own(&metadata) {
            return None;
        }
        let component =
            if self.is_whole(&mut file, &metadata) { artifact::mapped(engine, &path).ok() } else { None };
        match &component {
            Some(_) => mark(&path, &metadata),
            // Damaged, or of another compiler under the same name: it will never be of use.
            None => drop(fs::remove_file(&path)),
        }
        component
    }

    /// Whether a file is as it was written, which takes as long as reading it, and so is not asked twice.
    fn is_whole(&self, file: &mut File, metadata: &Metadata) -> bool {
        /// By then the system has written to the disk what a loss of power would have taken.
        const WRITTEN: Duration = Duration::from_mins(1);
        const WHOLE: &str = "whole";
        let (known, stamp) = (self.known(), Stamp::of(metadata));
        let is_settled = stamp.is_settled(WRITTEN);
        if is_settled && known.get(&stamp).as_deref() == Some(WHOLE) {
            return true;
        }
        let is_whole = seal::check(file, metadata.len()).is_ok();
        if is_settled && is_whole {
            known.put(&stamp, WHOLE);
        }
        is_whole
    }

    /// Where the modules of the component run whose code has this key.
    pub(super) fn places(&self, key: &Key) -> Places {
        // Backtraces do without.
        artifact::places(&self.path(key)).unwrap_or_default()
    }

    /// Keeps a file of machine code.
    pub(super) fn put(&self, key: &Key, file: &[u8]) -> io::Result<()> {
        private::folder(&self.folder)?;
        private::replace(&self.path(key), &[file])?;
        self.shrink();
        Ok(())
    }

    /// Notes which component is in the file that has this stamp.
    pub(super) fn remember(&self, stamp: &Stamp, component: &Digest) {
        if private::folder(&self.folder).is_ok() && self.recall(stamp).as_ref() != Some(component) {
            self.known().put(stamp, &component.to_string());
        }
    }

    /// Which component is in the file that has this stamp, if it was loaded before.
    pub(super) fn recall(&self, stamp: &Stamp) -> Option<Digest> {
        self.known().get(stamp)?.parse().ok()
    }

    fn known(&self) -> Known {
        Known::at(self.folder.join("known"))
    }

    /// Removes what was not used for longest, until the rest is small enough.
    fn shrink(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .flatten()
            .filter_map(|entry| {
                let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
                Some((metadata.modified().ok()?, metadata.len(), entry.path()))
            })
            .collect();
        let mut size: u64 = files.iter().map(|(_, size, _)| size).sum();
        files.sort();
        for (_, length, path) in files {
            if size <= self.limit {
                return;
            }
            // Who has it mapped keeps it.
            if fs::remove_file(path).is_ok() {
                size = size.saturating_sub(length);
            }
        }
    }

    /// The right to compile a component, unless another process has it.
    pub(super) fn claim(&self, component: &Digest) -> Option<Claim> {
        let claim = self.lock_file(component).ok()?;
        claim.file.try_lock().ok().map(|()| claim)
    }

    /// The right to compile a component, after those who have it now. None if it can't be had: then all compile.
    pub(super) fn wait(&self, component: &Digest) -> Option<Claim> {
        let claim = self.lock_file(component).ok()?;
        claim.file.lock().ok().map(|()| claim)
    }

    fn lock_file(&self, component: &Digest) -> io::Result<Claim> {
        private::folder(&self.folder)?;
        let path = self.folder.join(format!(".{component}.lock"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        private::only_ours(&mut options);
        Ok(Claim { file: options.open(&path)?, path })
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.0)
    }
}

/// The right to compile a component, which ends when this is dropped, or its process ends.
pub(super) struct Claim {
    file: File,
    path: PathBuf,
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Whoever waits for it has it open, and gets its turn.
        let _ = fs::remove_file(&self.path);
    }
}

impl Key {
    pub(super) fn of(component: &Digest, engine: &Engine) -> Self {
        /// Of the files of the cache.
        const FORMAT: u8 = 2;
        let mut settings = DefaultHasher::new();
        FORMAT.hash(&mut settings);
        engine.precompile_compatibility_hash().hash(&mut settings);
        Self(format!("{component}-{:016x}.cwasm", settings.finish()))
    }
}

/// Marks a file as used, for whoever removes the others.
fn mark(path: &Path, metadata: &Metadata) {
    let is_fresh = metadata.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age < FRESH));
    if !is_fresh {
        let marked = OpenOptions::new().append(true).open(path);
        let _ = marked.and_then(|file| file.set_modified(SystemTime::now()));
    }
}
