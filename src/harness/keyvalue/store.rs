//! Keys and their values, in a file: opened once in a process, whoever has them.

use std::fmt;
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};

use redb::backends::InMemoryBackend;
use redb::{Builder, Database, DatabaseError, ReadOnlyTable, ReadableDatabase, TableError};

use crate::base::guard::{self, Lost};
use crate::harness::keyvalue::error::KeyvalueError;
use crate::harness::keyvalue::fault::Fault;
use crate::harness::keyvalue::grant::Place;
use crate::harness::keyvalue::writer::{self, ENTRIES, Entries, Job};

/// Keys and their values.
pub(super) struct Store {
    database: Arc<Database>,
    /// Gone when the store closes.
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

/// A part of the keys.
pub(super) struct Page {
    pub(super) keys: Vec<String>,
    /// Whether there are keys after these.
    pub(super) more: bool,
}

/// How many keys are in a page, and about how many bytes.
const KEYS: usize = 1000;
const BYTES: usize = 1 << 20;

/// What may be kept in memory of one file.
const MEMORY: usize = 32 << 20;

/// The files that are open.
static OPEN: Mutex<Vec<(PathBuf, Weak<Store>)>> = Mutex::new(Vec::new());

impl Store {
    /// The store at `place`, which is made if there is none.
    pub(super) fn open(place: &Place) -> Result<Arc<Self>, KeyvalueError> {
        let path = match place {
            Place::File(path) => path,
            Place::Memory => {
                let path = Path::new(":memory:");
                return Self::start(path, || builder().create_with_backend(InMemoryBackend::new()));
            }
        };
        let cant_open = |error| KeyvalueError::CantOpen { path: path.clone(), error };
        let file = resolved(path).map_err(cant_open)?;
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(_, store)| store.strong_count() > 0);
        let found = open.iter().find(|(found, _)| *found == file).and_then(|(_, store)| store.upgrade());
        if let Some(store) = found {
            return Ok(store);
        }
        let store = Self::start(path, || builder().create(&file))?;
        open.push((file, Arc::downgrade(&store)));
        Ok(store)
    }

    fn start(
        path: &Path,
        create: impl FnOnce() -> Result<Database, DatabaseError> + Send,
    ) -> Result<Arc<Self>, KeyvalueError> {
        let path = || path.to_owned();
        let damaged = |why| KeyvalueError::Damaged { path: path(), why };
        let opened = guard::guarded(|| {
            let database = create().map_err(Why::Database)?;
            with_table(&database).map_err(Why::Table)?;
            Ok(database)
        });
        let database = match opened {
            Ok(Ok(database)) => Arc::new(database),
            Ok(Err(Why::Database(error))) => return Err(KeyvalueError::of(path(), error)),
            Ok(Err(Why::Table(error))) => return Err(damaged(Some(error))),
            // What is not as it should be may be more than the library is prepared for.
            Err(Lost::Panicked) => return Err(damaged(None)),
            Err(Lost::NoThread(error)) => return Err(KeyvalueError::CantOpen { path: path(), error }),
        };
        let (jobs, incoming) = mpsc::channel();
        let written = Arc::clone(&database);
        let writer = thread::Builder::new()
            .name("witc-keyvalue".to_owned())
            .spawn(move || writer::work(&written, &incoming))
            .map_err(|error| KeyvalueError::CantOpen { path: path(), error })?;
        Ok(Arc::new(Self { database, jobs: Some(jobs), writer: Some(writer) }))
    }

    /// Has `work` change the entries, alone, and returns when what it did can't be lost any more.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Entries<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (job, result) = Job::new(work);
        let jobs = self.jobs.as_ref().ok_or(Fault::Closed)?;
        jobs.send(job).map_err(|_| Fault::Closed)?;
        result.await.map_err(|_| Fault::Closed)?
    }

    /// The value of `key`.
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.entries()?.get(key)?.map(|value| value.value().to_vec()))
    }

    /// The values of `keys`, all of the same moment.
    pub(super) fn get_many(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, Fault> {
        let entries = self.entries()?;
        let value = |key: &String| Ok(entries.get(key.as_str())?.map(|value| value.value().to_vec()));
        keys.iter().map(value).collect()
    }

    /// Whether there is a value for `key`.
    pub(super) fn exists(&self, key: &str) -> Result<bool, Fault> {
        Ok(self.entries()?.get(key)?.is_some())
    }

    /// Keys in their order: those after `after`, without the first `skipped` of them.
    pub(super) fn keys(&self, after: Option<&str>, skipped: usize) -> Result<Page, Fault> {
        let entries = self.entries()?;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut page = Page { keys: Vec::new(), more: false };
        let mut bytes = 0;
        for entry in entries.range::<&str>((start, Bound::Unbounded))?.skip(skipped) {
            let (key, _) = entry?;
            if page.keys.len() == KEYS || bytes >= BYTES {
                page.more = true;
                break;
            }
            let key = key.value().to_owned();
            bytes += key.len();
            page.keys.push(key);
        }
        Ok(page)
    }

    /// What is there now: everything that was ever kept.
    fn entries(&self) -> Result<ReadOnlyTable<&'static str, &'static [u8]>, Fault> {
        Ok(self.database.begin_read()?.open_table(ENTRIES)?)
    }
}

impl Drop for Store {
    /// Changes that are on their way are made; then the file is closed, as it should be.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // If it panicked it has nothing more to do.
            let _ = writer.join();
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// Why there is no store.
enum Why {
    Database(DatabaseError),
    Table(redb::Error),
}

/// A file that somebody has changed is found out when it is opened, not when the change is come upon.
fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(MEMORY).set_check_integrity_on_open(true);
    builder
}

/// Makes the table that readers expect.
fn with_table(database: &Database) -> Result<(), redb::Error> {
    match database.begin_read()?.open_table(ENTRIES) {
        Ok(_) => Ok(()),
        Err(TableError::TableDoesNotExist(_)) => {
            let transaction = database.begin_write()?;
            transaction.open_table(ENTRIES)?;
            Ok(transaction.commit()?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The one path of a file, that may not exist yet.
fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    if path.exists() {
        return fs::canonicalize(path);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder)?;
    Ok(path.file_name().map_or(folder.clone(), |name| folder.join(name)))
}
