//! Machine code that was compiled before, in files: found by what it was compiled from and for, mapped into memory.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::component::contents::Digest;
use crate::harness::artifact;
use crate::harness::seal::{self, Seal};

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
        if !is_own(&metadata) {
            return None;
        }
        let component = match seal::check(&mut file, metadata.len()) {
            Ok(()) => artifact::mapped(engine, &path).ok(),
            Err(_) => None,
        };
        match &component {
            Some(_) => mark(&path, &metadata),
            // Damaged, or of another compiler under the same name: it will never be of use.
            None => drop(fs::remove_file(&path)),
        }
        component
    }

    /// Keeps `code`.
    pub(super) fn put(&self, key: &Key, code: &[u8]) -> io::Result<()> {
        self.write(key, code)?;
        self.shrink();
        Ok(())
    }

    fn write(&self, key: &Key, code: &[u8]) -> io::Result<()> {
        private_folder(&self.folder)?;
        let temporary = self.folder.join(format!(".{}-{}", std::process::id(), key.0));
        let written = private_file(&temporary).and_then(|mut file| {
            file.write_all(code)?;
            file.write_all(Seal::of(code).as_bytes())?;
            file.flush()
        });
        let kept = written.and_then(|()| fs::rename(&temporary, self.path(key)));
        if kept.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        kept
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
        private_folder(&self.folder)?;
        let path = self.folder.join(format!(".{component}.lock"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        only_ours(&mut options);
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
        let mut settings = DefaultHasher::new();
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

/// The bits of a file's mode that are not its owner's.
#[cfg(unix)]
const OTHERS: u32 = 6;

/// Whether this user has written it, and nobody else could have.
#[cfg(unix)]
fn is_own(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    // What belongs to this process is its user's.
    let user = fs::metadata("/proc/self").map(|process| process.uid());
    metadata.is_file()
        && metadata.mode().trailing_zeros() >= OTHERS
        && user.is_ok_and(|user| user == metadata.uid())
}

#[cfg(not(unix))]
fn is_own(metadata: &Metadata) -> bool {
    metadata.is_file()
}

/// Makes a folder that only this user can look into.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a file that only this user can read or write.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    only_ours(&mut options);
    options.open(path)
}

/// A file that is made is for this user only.
fn only_ours(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}
