//! Component files: large ones stay where they are, and only what is looked at passes through memory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::cli::digests::{self, Digests};
use crate::cli::files;
use crate::cli::valid::Valid;
use crate::component::{
    self, Binary, Component, ComponentError, ComponentName, Contents, Digest, Part, Store,
};
use crate::files::disk;
use crate::files::error::ReadError;
use crate::kept::stamp::{MOMENT, Stamp};

/// What is smaller is read at once: open files are few.
const LARGE: u64 = 256 << 10;

/// A file whose bytes stay on the disk. It is taken to be as long as it was when it was opened.
#[derive(Debug)]
struct StoredFile {
    file: File,
    size: u64,
    /// What was found out when it was read before, if it is as it was then.
    known: Option<Digests>,
}

impl Store for StoredFile {
    fn size(&self) -> u64 {
        self.size
    }

    fn digest(&self, range: &Range<u64>) -> Option<Digest> {
        self.known.as_ref()?.of(range)
    }

    fn is_valid(&self) -> bool {
        self.known.is_some()
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, into, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match std::os::windows::fs::FileExt::seek_read(&self.file, rest, offset + done as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => done += read,
            }
        }
        Ok(())
    }
}

/// What a command reads, and when it was written: it must be the same to the end.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    opened: Mutex<Vec<(PathBuf, u64, SystemTime)>>,
    /// What may be known of them.
    cache: Option<Cache>,
    /// Files of which something may be kept.
    stored: Mutex<Vec<(Arc<StoredFile>, Stamp)>>,
    /// Those that were read, each a valid component.
    read: Mutex<Vec<Known>>,
}

/// A component that was read, and its file.
#[derive(Debug)]
struct Known {
    file: Arc<StoredFile>,
    stamp: Stamp,
    binary: Binary,
    parts: Vec<Part>,
}

/// What was found out before, and is kept.
#[derive(Debug)]
pub(super) struct Cache {
    valid: Valid,
    digests: digests::Kept,
}

impl Cache {
    /// The user's, if there is a place for it.
    pub(super) fn of_user() -> Option<Self> {
        Some(Self { valid: Valid::of_user()?, digests: digests::Kept::of_user()? })
    }
}

impl Inputs {
    /// Inputs of which something may be known.
    pub(super) fn knowing(cache: Option<Cache>) -> Self {
        Self { cache, ..Self::default() }
    }

    /// Reads components that were opened.
    pub(super) fn components(
        &self,
        opened: &[(ComponentName, Contents)],
    ) -> Vec<Result<Component, ComponentError>> {
        let Some(Cache { valid, .. }) = &self.cache else { return component::read_all(opened) };
        let components = component::read_all_knowing(Some(valid), opened);
        valid.keep();
        let stored = std::mem::take(&mut *self.stored.lock().unwrap_or_else(PoisonError::into_inner));
        let read = stored.into_iter().filter_map(|(file, stamp)| {
            let component = components.iter().flatten().find(|component| is_of(component, &file))?;
            Some(Known { file, stamp, binary: component.bytes.clone(), parts: component.parts.clone() })
        });
        self.read.lock().unwrap_or_else(PoisonError::into_inner).extend(read);
        components
    }

    /// Keeps what was found out of the files until now.
    pub(super) fn keep(&self) {
        let Some(Cache { digests, .. }) = &self.cache else { return };
        for Known { file, stamp, binary, parts } in &*self.read.lock().unwrap_or_else(PoisonError::into_inner)
        {
            let known = file.known.clone().unwrap_or_default().with(binary, parts);
            if file.known.as_ref() != Some(&known) {
                digests.put(stamp, &known);
            }
        }
    }

    /// Opens `path`, or standard input for `-`.
    pub(super) fn open(&self, path: &Path) -> Result<Contents, ReadError> {
        if files::is_dash(path) {
            return files::read(path).map(|bytes| Contents::Held(bytes.into()));
        }
        self.open_file(path).map_err(|error| disk::unread(path, error))
    }

    fn open_file(&self, path: &Path) -> io::Result<Contents> {
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        if meta.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !meta.is_file() {
            return stream(&mut file).map(|bytes| Contents::Held(bytes.into()));
        }
        if meta.len() < LARGE {
            // One that grows meanwhile is what it was.
            let mut bytes = vec![0; usize::try_from(meta.len()).unwrap_or_default()];
            file.read_exact(&mut bytes)?;
            return Ok(Contents::Held(bytes.into()));
        }
        let opened = (path.to_owned(), meta.len(), meta.modified()?);
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(opened);
        let (size, stamp) = (meta.len(), Stamp::of(&meta));
        // Of a file that somebody may be changing nothing is believed or kept.
        let cache = self.cache.as_ref().filter(|_| stamp.is_settled(MOMENT));
        let known = cache.and_then(|cache| cache.digests.get(&stamp));
        let stored = Arc::new(StoredFile { file, size, known });
        if cache.is_some() {
            let mut all = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((Arc::clone(&stored), stamp));
        }
        Ok(Contents::Stored(stored))
    }

    /// An error if a file that stayed on the disk was changed since it was opened.
    pub(super) fn unchanged(&self) -> io::Result<()> {
        for (path, size, modified) in &*self.opened.lock().unwrap_or_else(PoisonError::into_inner) {
            let is_same = fs::metadata(path)
                .is_ok_and(|meta| meta.len() == *size && meta.modified().ok() == Some(*modified));
            if !is_same {
                let what = format!("`{}` was changed while it was read", path.display());
                return Err(io::Error::other(what));
            }
        }
        Ok(())
    }
}

/// Whether a component was read from this file as it was opened.
fn is_of(component: &Component, file: &Arc<StoredFile>) -> bool {
    match &component.bytes.contents {
        Contents::Stored(store) => std::ptr::addr_eq(Arc::as_ptr(store), Arc::as_ptr(file)),
        Contents::Held(_) => false,
    }
}

/// A pipe or device, which may have no end: what can be no component is not read further than its beginning.
fn stream(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut bytes)?;
    let is_text = bytes.iter().all(|byte| *byte != 0);
    if bytes.starts_with(b"\0asm") || is_text {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
