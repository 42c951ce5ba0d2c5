//! CPU time, which a busy machine doesn't stretch as it does wall time; and wall time, of which threads save some.

use std::time::{Duration, Instant};

/// What a piece of work took.
#[derive(Clone, Copy)]
pub(crate) struct Spent {
    /// Of all threads together.
    pub(crate) cpu: Duration,
    /// On the wall clock.
    pub(crate) wall: Duration,
}

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

/// What each of two pieces of work takes, done in turns: the best of `rounds`.
pub(crate) fn best_of<A, B>(
    rounds: u32,
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> [Spent; 2] {
    let mut best = [Spent { cpu: Duration::MAX, wall: Duration::MAX }; 2];
    for _ in 0..rounds {
        best = [best[0].or(time(&mut one)), best[1].or(time(&mut other))];
    }
    best
}

fn time<T>(work: &mut impl FnMut() -> T) -> Spent {
    let (cpu, wall) = (process(), Instant::now());
    std::hint::black_box(work());
    Spent { wall: wall.elapsed(), cpu: process() - cpu }
}

impl Spent {
    fn or(self, other: Spent) -> Spent {
        Spent { cpu: self.cpu.min(other.cpu), wall: self.wall.min(other.wall) }
    }
}
