//! What is counted of one route: by each thread for itself, and told of all together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What one thread has counted of a route.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Requests by the first digit of their status.
    classes: [AtomicU64; 6],
    microseconds: AtomicU64,
}

impl Tally {
    pub(super) fn request(&self, status: u16, took: Duration) {
        if let Some(class) = self.classes.get(usize::from(status / 100)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(took, Ordering::Relaxed);
    }
}

/// What all threads have counted of a route, since it is there: it goes on when another component takes its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies(Arc<Mutex<Vec<Arc<Tally>>>>);

impl Tallies {
    /// One more, for the thread that is the `thread`th to ask.
    pub(super) fn of(&self, thread: usize) -> Arc<Tally> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while all.len() <= thread {
            all.push(Arc::default());
        }
        all.get(thread).map(Arc::clone).unwrap_or_default()
    }

    /// Requests whose status begins with a digit.
    pub(super) fn class(&self, digit: usize) -> u64 {
        self.sum(|tally| tally.classes.get(digit))
    }

    /// How long all of them took together.
    pub(super) fn time(&self) -> Duration {
        Duration::from_micros(self.sum(|tally| Some(&tally.microseconds)))
    }

    fn sum(&self, of: impl Fn(&Tally) -> Option<&AtomicU64>) -> u64 {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(|tally| of(tally)).map(|count| count.load(Ordering::Relaxed)).sum()
    }
}
