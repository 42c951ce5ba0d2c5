//! Hostile requests at full speed, and well-behaved ones among them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use std::fmt::{self, Display};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::Server;

/// How many clients behave.
const GOOD: usize = 6;

/// What came of it.
pub(crate) struct Told {
    seconds: f64,
    /// Well-behaved requests that were answered as they should be.
    pub(crate) answered: u64,
    /// Those that were not, and why.
    pub(crate) failures: Vec<String>,
    /// Hostile ones.
    pub(crate) hostile: u64,
    /// How long well-behaved ones took, sorted.
    took: Vec<Duration>,
    /// The memory of the process in KiB, twice a second.
    memory: Vec<u64>,
}

/// What hostile clients do, each for ever.
const KINDS: [fn(&Server); 16] = [
    |server| ask(server, "/loop"),
    |server| ask(server, "/grow"),
    |server| ask(server, "/recurse"),
    |server| ask(server, "/handles"),
    |server| ask(server, "/sleep?60000"),
    |server| ask(server, "/silent"),
    |server| ask(server, "/trap"),
    |server| ask(server, "/fields?1000000"),
    |server| ask(server, "/giant?20000000"),
    // An endless answer, read to the end that it has after all; and one that is not read.
    |server| with(server, "GET /flood HTTP/1.1\r\nHost: a\r\n\r\n", Duration::from_secs(5)),
    |server| unread(server, "GET /flood HTTP/1.1\r\nHost: a\r\n\r\n"),
    // Slow and broken clients.
    |server| with(server, "GET /hello HTTP/1.1\r\nHost: a\r\nX", Duration::from_secs(5)),
    |server| with(server, "\u{16}\u{3}garbage\r\n\r\n", Duration::from_secs(1)),
    |server| unread(server, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhalf"),
    |server| with(server, &large(), Duration::from_secs(1)),
    |server| with(server, "", Duration::from_secs(5)),
];

fn ask(server: &Server, path: &str) {
    // Whatever comes back, or nothing.
    let _ = server.get_status(path);
}

fn with(server: &Server, said: &str, within: Duration) {
    let Ok(mut connection) = server.try_connect() else { return };
    if connection.try_raw(said).is_ok() {
        connection.end(within);
    }
}

fn unread(server: &Server, said: &str) {
    let Ok(mut connection) = server.try_connect() else { return };
    if connection.try_raw(said).is_ok() {
        thread::sleep(Duration::from_millis(300));
        connection.reset();
    }
}

fn large() -> String {
    format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(1 << 20))
}

/// Mixes them for so long.
pub(crate) fn mixed(server: &Server, time: Duration) -> Told {
    let (done, answered, hostile) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let (failures, took) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let mut memory = Vec::new();
    let begin = Instant::now();
    thread::scope(|scope| {
        for kind in KINDS {
            let (done, hostile) = (&done, &hostile);
            scope.spawn(move || {
                while !done.load(Relaxed) {
                    kind(server);
                    hostile.fetch_add(1, Relaxed);
                }
            });
        }
        for client in 0..GOOD {
            let (done, answered, failures, took) = (&done, &answered, &failures, &took);
            scope.spawn(move || {
                let mut connection = server.connect();
                while !done.load(Relaxed) {
                    let asked = Instant::now();
                    let body = "0123456789".repeat(client * 100);
                    let (method, path) = if client % 2 == 0 { ("GET", "/hello") } else { ("POST", "/echo") };
                    let head = format!(
                        "{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    let expected = if client % 2 == 0 { "Hello, world\n" } else { &body };
                    match connection.try_raw(&head).and_then(|()| connection.try_response()) {
                        Ok(response) if response.status == 200 && response.body == expected => {
                            answered.fetch_add(1, Relaxed);
                            took.lock().unwrap().push(asked.elapsed());
                        }
                        Ok(response) => {
                            failures.lock().unwrap().push(format!("{path}: {}", response.status));
                        }
                        Err(error) => {
                            failures.lock().unwrap().push(format!("{path}: {error}"));
                            connection = server.connect();
                        }
                    }
                    // A page now and then, as people ask for them: the load is the others'.
                    thread::sleep(Duration::from_millis(2));
                }
            });
        }
        while begin.elapsed() < time {
            thread::sleep(Duration::from_millis(500));
            memory.push(resident(server.pid()));
        }
        done.store(true, Relaxed);
    });
    let mut took = took.into_inner().unwrap();
    took.sort_unstable();
    Told {
        seconds: begin.elapsed().as_secs_f64(),
        answered: answered.into_inner(),
        failures: failures.into_inner().unwrap(),
        hostile: hostile.into_inner(),
        took,
        memory,
    }
}

/// The resident set of a process, in KiB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or_default()
}

impl Told {
    /// What stays in the second half is not much more than what stayed in the first. In between there is more while
    /// guests take what they may, however many happen to do so at once; there is an end to that as well.
    pub(crate) fn is_bounded(&self) -> bool {
        const MOST: u64 = 1 << 20;
        let (first, second) = self.memory.split_at(self.memory.len() / 2);
        let least = |part: &[u64]| part.iter().copied().min().unwrap_or_default();
        let grows = least(second) > least(first) + least(first) / 4 + (64 << 10);
        !grows && self.memory.iter().all(|resident| *resident < MOST)
    }
}

impl Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |part: usize| {
            let place = (self.took.len() * part / 1000).min(self.took.len().saturating_sub(1));
            self.took.get(place).copied().unwrap_or_default()
        };
        writeln!(
            f,
            "{:.0} s: {} well-behaved requests answered, {} lost; {} hostile ones",
            self.seconds,
            self.answered,
            self.failures.len(),
            self.hostile
        )?;
        writeln!(f, "answers: median {:?}, 99 % within {:?}, the slowest {:?}", at(500), at(990), at(1000))?;
        let eighth = self.memory.len().div_ceil(8).max(1);
        write!(f, "resident memory in MiB, the least and most of each eighth of the time:")?;
        for part in self.memory.chunks(eighth) {
            let least = part.iter().min().copied().unwrap_or_default() >> 10;
            let most = part.iter().max().copied().unwrap_or_default() >> 10;
            write!(f, " {least}-{most}")?;
        }
        let mut failures = self.failures.clone();
        failures.sort();
        for same in failures.chunk_by(|one, other| one == other) {
            write!(f, "\n{} times {}", same.len(), same.first().map_or("", String::as_str))?;
        }
        Ok(())
    }
}
