//! A command as a whole process: how long, how much memory at most.

use std::path::Path;
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

/// Runs a command in a folder; what it says on standard error if it fails.
pub fn run(program: &Path, folder: &Path, args: &[String]) -> Result<Usage, String> {
    let errors = folder.join("stderr");
    let file = std::fs::File::create(&errors).expect("the folder is ours");
    let start = Instant::now();
    let child = Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let (mut status, mut usage) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    let pid = i32::try_from(child.id()).expect("process ids are small");
    // SAFETY: both are there to be written, and the child is ours and not waited for by anybody else.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, usage.as_mut_ptr()) };
    let wall = start.elapsed();
    assert_eq!(waited, pid, "the child can be waited for");
    // SAFETY: all fields are numbers, and the system has filled them in.
    let usage = unsafe { usage.assume_init() };
    if !libc::WIFEXITED(status) || libc::WEXITSTATUS(status) != 0 {
        let text = std::fs::read_to_string(&errors).unwrap_or_default();
        let line = text.lines().filter(|line| !line.trim().is_empty()).last().unwrap_or("it fails").trim();
        return Err(line.chars().take(90).collect());
    }
    let part = |time: libc::timeval| {
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_usec).unwrap_or(0) * 1000)
    };
    let cpu = part(usage.ru_utime) + part(usage.ru_stime);
    Ok(Usage { wall, cpu, memory: usage.ru_maxrss.unsigned_abs() })
}
