//! CPU time: what a busy machine doesn't stretch as it does wall time.

use std::time::Duration;

/// What this process has used, all threads together.
fn process() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is there to be written.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    assert_eq!(failed, 0, "there is no CPU clock");
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// What the processes that this one started, and waited for, have used.
pub(crate) fn children() -> Duration {
    // SAFETY: all fields are numbers, for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `usage` is there to be written.
    let failed = unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage) };
    assert_eq!(failed, 0, "there is no account of child processes");
    let part = |time: libc::timeval| {
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_usec).unwrap() * 1000)
    };
    part(usage.ru_utime) + part(usage.ru_stime)
}

/// The CPU time of each of two pieces of work, done in turns: the best of `rounds`.
pub(crate) fn best_of<A, B>(
    rounds: u32,
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> [Duration; 2] {
    let mut best = [Duration::MAX; 2];
    for _ in 0..rounds {
        best = [best[0].min(time(&mut one)), best[1].min(time(&mut other))];
    }
    best
}

fn time<T>(work: &mut impl FnMut() -> T) -> Duration {
    let before = process();
    std::hint::black_box(work());
    process() - before
}
