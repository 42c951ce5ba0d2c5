//! Work that several threads share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::base::guard::STACK;

/// Steps below which a second thread costs more than it saves.
const MANY: usize = 200;
/// More threads have less and less to do beside what is done by one.
const MOST: usize = 8;

/// What `work` makes of each item, in their order. `steps` says how much there is to do, all together.
pub fn map<T: Sync, R: Send>(items: &[T], steps: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = if steps < MANY { 1 } else { cores.min(MOST).min(items.len()) };
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    together(threads, || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    })
}

/// What `share` returns on each of so many threads, of which this is one: all of it, by the number that comes with it.
pub fn together<R: Send>(threads: usize, share: impl Fn() -> Vec<(usize, R)> + Sync) -> Vec<R> {
    let share = &share;
    let mut done = thread::scope(|scope| {
        // Whoever can't be had leaves more to the others.
        let other = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, share).ok();
        let others: Vec<_> = (1..threads).filter_map(other).collect();
        let mut done = share();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}
