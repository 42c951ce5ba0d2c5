//! Who may come in: so many requests at once, so many that wait, and no more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// The door of an app, the same for all threads.
#[derive(Debug)]
pub(super) struct Door {
    places: Arc<Semaphore>,
    waiting: AtomicU32,
    may_wait: u32,
    size: u32,
}

/// A place inside, given back when it is dropped.
pub(super) type Place = OwnedSemaphorePermit;

/// There is no place, and none to wait for one either.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

impl Door {
    pub(super) fn new(at_once: u32, may_wait: u32) -> Self {
        let places = usize::try_from(at_once).unwrap_or(Semaphore::MAX_PERMITS).min(Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(places)), waiting: AtomicU32::new(0), may_wait, size: at_once }
    }

    /// A place, if need be after a wait in the order of arrival, which ends at `deadline`.
    pub(super) async fn enter(&self, deadline: Instant) -> Result<Place, Full> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let turn = Turn::wait(self)?;
        let place = timeout_at(deadline, Arc::clone(&self.places).acquire_owned()).await;
        drop(turn);
        match place {
            Ok(Ok(place)) => Ok(place),
            // The semaphore is never closed.
            Ok(Err(_)) | Err(_) => Err(Full),
        }
    }

    /// How many may be inside.
    pub(super) fn size(&self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }

    /// How many are inside.
    pub(super) fn inside(&self) -> usize {
        self.size().saturating_sub(self.places.available_permits())
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> u32 {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// A place in the queue, left when it is dropped.
struct Turn<'d>(&'d Door);

impl<'d> Turn<'d> {
    fn wait(door: &'d Door) -> Result<Self, Full> {
        let before = door.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = Self(door);
        if before >= door.may_wait { Err(Full) } else { Ok(turn) }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
