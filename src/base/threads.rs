//! Work that several threads share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use crate::base::guard::STACK;

/// Steps below which a second thread costs more than it saves.
const MANY: usize = 200;
/// More threads have less and less to do beside what is done by one.
const MOST: usize = 8;

/// How many threads can run at the same time. The system reads some files to know that.
pub fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

/// What `work` makes of each item, in their order. `steps` says how much there is to do, all together.
pub fn map<T: Sync, R: Send>(items: &[T], steps: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = if steps < MANY { 1 } else { cores().min(MOST).min(items.len()) };
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    together(threads, items.len(), |done| {
        while let Some((index, item)) = at(items, next.fetch_add(1, Ordering::Relaxed)) {
            done(index, work(item));
        }
    })
}

fn at<T>(items: &[T], index: usize) -> Option<(usize, &T)> {
    Some((index, items.get(index)?))
}

/// What `share` has made on so many threads, of which this is one: `count` values, each with its number.
pub fn together<R: Send>(threads: usize, count: usize, share: impl Fn(&dyn Fn(usize, R)) + Sync) -> Vec<R> {
    // Each has its place, so that nothing moves and nothing is sorted.
    let places: Vec<Mutex<Option<R>>> = (0..count).map(|_| Mutex::default()).collect();
    let done = |index: usize, made: R| {
        if let Some(place) = places.get(index) {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        }
    };
    let work = || share(&done);
    thread::scope(|scope| {
        // Whoever can't be had leaves more to the others.
        let other = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).filter_map(other).collect();
        work();
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    let made = |place: Mutex<Option<R>>| place.into_inner().unwrap_or_else(PoisonError::into_inner);
    places.into_iter().filter_map(made).collect()
}
