//! A command as a whole process: how long, how much of the processor, how much memory at most.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a process took.
#[derive(Clone, Copy)]
pub struct Usage {
    pub wall: Duration,
    pub cpu: Duration,
    /// In KiB.
    pub memory: u64,
}

/// A program of PATH.
pub fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a command to its end, which must be a good one.
pub fn run(program: &Path, folder: &Path, args: &[&str]) -> Usage {
    let start = Instant::now();
    let child = Command::new(program)
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let (mut status, mut usage) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    let pid = i32::try_from(child.id()).expect("process ids are small");
    // SAFETY: both are there to be written, and the child is ours and not waited for by anybody else.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, usage.as_mut_ptr()) };
    let wall = start.elapsed();
    assert_eq!(waited, pid, "the child can be waited for");
    assert_eq!(status, 0, "{} {args:?} fails", program.display());
    // SAFETY: all fields are numbers, and the system has filled them in.
    let usage = unsafe { usage.assume_init() };
    let part = |time: libc::timeval| {
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_usec).unwrap_or(0) * 1000)
    };
    Usage { wall, cpu: part(usage.ru_utime) + part(usage.ru_stime), memory: usage.ru_maxrss.unsigned_abs() }
}
