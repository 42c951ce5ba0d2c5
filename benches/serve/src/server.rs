//! A server that runs for a while, and what it takes.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::load::{self, Outcome};

/// A server, stopped when it is dropped.
pub struct Server {
    pub addr: String,
    child: Child,
}

impl Server {
    /// Runs `program` in `folder` with `args`, in which `ADDR` is where it is to listen.
    pub fn start(program: &Path, folder: &Path, args: &[&str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let addr = free.expect("there is a free port").to_string();
        let args = args.iter().map(|arg| if *arg == "ADDR" { &addr } else { *arg });
        let child = Command::new(program)
            .args(args)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut server = Self { addr, child };
        let start = Instant::now();
        while TcpStream::connect(&server.addr).is_err() {
            let ended = server.child.try_wait().expect("the child is ours");
            assert!(ended.is_none(), "{} ended: {ended:?}", program.display());
            assert!(start.elapsed() < Duration::from_secs(120), "{} does not listen", program.display());
            thread::sleep(Duration::from_millis(10));
        }
        server.await_answer();
        server
    }

    /// A socket may be open long before anybody answers: what is to be served is compiled first.
    fn await_answer(&self) {
        let mut connection = TcpStream::connect(&self.addr).expect("it listens");
        connection.set_read_timeout(Some(Duration::from_secs(300))).expect("it can be set");
        connection
            .write_all(b"GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            .expect("it takes requests");
        connection.read_exact(&mut [0]).expect("it answers");
    }

    /// Loads it, and says what a request took of the processor.
    pub fn load(&self, path: &str, connections: usize, time: Duration) -> (Outcome, Duration) {
        let before = self.cpu();
        let outcome = load::run(&self.addr, path, connections, time);
        let each = (self.cpu() - before).checked_div(u32::try_from(outcome.good()).unwrap_or(u32::MAX));
        (outcome, each.unwrap_or_default())
    }

    /// What it has used of the processor.
    fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it runs");
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u64 = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap_or(0))
            .sum();
        // SAFETY: it only reads a constant of the system.
        let per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
        Duration::from_secs_f64(ticks as f64 / per_second as f64)
    }

    /// Its share of the memory it has mapped, in MB.
    pub fn memory(&self) -> f64 {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id())).expect("it runs");
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1000.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
