//! Threads that read components together: each walks through a file, and when there is none left, validates bodies of
//! functions that others come by.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::component::bodies::{Batch, Opened, Validating, Verdict};

/// How many batches may wait: memory is bounded, and whoever has more validates them himself.
const WAITING: usize = 8;

/// What is to be done.
pub(super) struct Pool {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Files that nobody has begun with, by their place.
    files: Range<usize>,
    /// How many files somebody walks through now.
    walks: usize,
    batches: VecDeque<(Batch, Opened)>,
    /// How many threads wait for something to change: to wake nobody costs as much as to wake somebody.
    waiting: usize,
}

enum Task<'a> {
    Walk(usize, Walking<'a>),
    Validate(Batch, Opened),
}

/// Somebody walks through a file until this is dropped.
struct Walking<'a>(&'a Pool);

impl Drop for Walking<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.walks -= 1;
        self.0.tell(state);
    }
}

impl Pool {
    pub(super) fn new(files: usize) -> Self {
        let state = State { files: 0..files, walks: 0, batches: VecDeque::new(), waiting: 0 };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// What each of the threads does until nothing is left to do; `walk` goes through the file at a place.
    pub(super) fn work(&self, walk: &mut dyn FnMut(usize)) {
        let mut validating = Validating::default();
        while let Some(task) = self.next() {
            match task {
                Task::Walk(place, walking) => {
                    walk(place);
                    drop(walking);
                }
                Task::Validate(batch, opened) => self.validate(batch, opened, &mut validating),
            }
        }
    }

    /// A file, or a batch of somebody who walks through one.
    fn next(&self) -> Option<Task<'_>> {
        let mut state = self.state();
        loop {
            if let Some(place) = state.files.next() {
                state.walks += 1;
                return Some(Task::Walk(place, Walking(self)));
            }
            if let Some((batch, opened)) = state.batches.pop_front() {
                return Some(Task::Validate(batch, opened));
            }
            if state.walks == 0 {
                return None;
            }
            state = self.wait(state);
        }
    }

    /// Leaves a batch to whoever has time, or else validates it.
    pub(super) fn give(&self, batch: Batch, verdict: &Arc<Verdict>, validating: &mut Validating) {
        let opened = verdict.open();
        let mut state = self.state();
        if state.batches.len() < WAITING {
            state.batches.push_back((batch, opened));
            self.tell(state);
        } else {
            drop(state);
            self.validate(batch, opened, validating);
        }
    }

    /// Returns once everything that was given with this verdict was validated.
    pub(super) fn settle(&self, verdict: &Verdict, validating: &mut Validating) {
        if verdict.is_settled() {
            return;
        }
        let mut state = self.state();
        while !verdict.is_settled() {
            if let Some((batch, opened)) = state.batches.pop_front() {
                drop(state);
                self.validate(batch, opened, validating);
                state = self.state();
            } else {
                state = self.wait(state);
            }
        }
    }

    fn validate(&self, batch: Batch, opened: Opened, validating: &mut Validating) {
        if let Err(error) = batch.validate(validating) {
            opened.verdict().add(error);
        }
        // With the lock, so that nobody looks at the verdict and then misses the news.
        let state = self.state();
        drop(opened);
        self.tell(state);
    }

    /// Lets those look who wait.
    fn tell(&self, state: MutexGuard<'_, State>) {
        let is_awaited = state.waiting > 0;
        drop(state);
        if is_awaited {
            self.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.waiting += 1;
        let mut state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state
    }
}
