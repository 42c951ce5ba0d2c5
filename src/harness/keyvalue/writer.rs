//! The thread that changes a store: what is asked for while it waits for the disk is written together, the next time.

use std::iter;
use std::sync::mpsc::Receiver;

use redb::{Database, ReadableTable, Table, TableDefinition};
use tokio::sync::oneshot;

use crate::harness::keyvalue::fault::Fault;

/// The keys and values of a bucket.
pub(super) const ENTRIES: TableDefinition<&str, &[u8]> = TableDefinition::new("wasi:keyvalue");

/// How many changes are written together.
const AT_MOST: usize = 1000;

/// A change, and whoever waits for it.
pub(super) struct Job(Box<dyn FnOnce(&mut Entries<'_>) -> Done + Send>);

/// A change that is made, but not yet kept.
struct Done {
    /// Whether the store failed in the middle of it.
    is_broken: Option<Fault>,
    tell: Box<dyn FnOnce(Result<(), Fault>)>,
}

impl Job {
    /// `work` as a job, and where its result comes out when it is kept.
    pub(super) fn new<T: Send + 'static>(
        work: impl FnOnce(&mut Entries<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T, Fault>>) {
        let (sender, receiver) = oneshot::channel();
        let job = Job(Box::new(move |entries| {
            let result = work(entries);
            let is_broken = match &result {
                Err(fault @ Fault::Storage(_)) => Some(fault.clone()),
                Ok(_) | Err(Fault::Closed | Fault::NotACounter { .. } | Fault::OutOfRange { .. }) => None,
            };
            let tell = move |kept: Result<(), Fault>| {
                // Whoever has gone need not know.
                let _ = sender.send(kept.and(result));
            };
            Done { is_broken, tell: Box::new(tell) }
        }));
        (job, receiver)
    }
}

/// Makes the changes that come in until nobody can ask for any more.
pub(super) fn work(database: &Database, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let batch: Vec<Job> = iter::once(first).chain(jobs.try_iter()).take(AT_MOST).collect();
        let mut done = Vec::new();
        let kept = together(database, batch, &mut done);
        for one in done {
            (one.tell)(kept.clone());
        }
    }
}

/// All changes of a batch are kept, or none is. Jobs that were not begun are dropped, which is heard, too.
fn together(database: &Database, batch: Vec<Job>, done: &mut Vec<Done>) -> Result<(), Fault> {
    let transaction = database.begin_write()?;
    {
        let mut entries = Entries { table: transaction.open_table(ENTRIES)? };
        for Job(work) in batch {
            let one = work(&mut entries);
            let is_broken = one.is_broken.clone();
            done.push(one);
            if let Some(fault) = is_broken {
                return Err(fault);
            }
        }
    }
    // When this returns it is on the disk.
    Ok(transaction.commit()?)
}

/// The keys and values, while they are being changed.
pub(super) struct Entries<'t> {
    table: Table<'t, &'static str, &'static [u8]>,
}

impl Entries<'_> {
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.table.get(key)?.map(|value| value.value().to_vec()))
    }

    pub(super) fn set(&mut self, key: &str, value: &[u8]) -> Result<(), Fault> {
        self.table.insert(key, value)?;
        Ok(())
    }

    pub(super) fn delete(&mut self, key: &str) -> Result<(), Fault> {
        self.table.remove(key)?;
        Ok(())
    }

    /// Adds to a number that is kept as decimal text; what isn't there is nothing.
    pub(super) fn add<N: TryFrom<i128>>(&mut self, key: &str, delta: i128) -> Result<N, Fault> {
        let before = match self.get(key)? {
            None => 0,
            Some(value) => number(&value).ok_or_else(|| Fault::NotACounter { key: key.to_owned() })?,
        };
        let out_of_range = |sum| Fault::OutOfRange { key: key.to_owned(), sum };
        let sum = before.checked_add(delta).ok_or_else(|| out_of_range(before))?;
        let typed = N::try_from(sum).map_err(|_| out_of_range(sum))?;
        self.set(key, sum.to_string().as_bytes())?;
        Ok(typed)
    }
}

fn number(value: &[u8]) -> Option<i128> {
    std::str::from_utf8(value).ok()?.parse().ok()
}
