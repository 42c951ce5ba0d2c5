//! A client with many connections on one thread, as cheap as it can be: it shares its cores with the server.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

/// What became of the requests.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub took: Duration,
    /// Answers by the first digit of their status.
    pub classes: [u64; 6],
    pub unavailable: u64,
    /// Connections that broke.
    pub broken: u64,
    /// From request to the end of its answer, of all of them, sorted.
    times: Vec<u32>,
}

impl Outcome {
    pub fn rate(&self) -> f64 {
        self.good() as f64 / self.took.as_secs_f64()
    }

    pub fn good(&self) -> u64 {
        self.classes[2]
    }

    /// Those that were answered badly, or not at all, but for 503.
    pub fn failed(&self) -> u64 {
        self.classes.iter().sum::<u64>() - self.good() - self.unavailable + self.broken
    }

    /// In microseconds: so much did not exceed it.
    pub fn quantile(&self, share: f64) -> u32 {
        let index = (self.times.len() as f64 * share) as usize;
        self.times.get(index.min(self.times.len().saturating_sub(1))).copied().unwrap_or(0)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.0} req/s, p50 {} us, p99 {} us, {} of 503, {} failed",
            self.rate(),
            self.quantile(0.5),
            self.quantile(0.99),
            self.unavailable,
            self.failed()
        )
    }
}

struct Connection {
    stream: TcpStream,
    began: Instant,
    input: Vec<u8>,
    is_open: bool,
}

/// Sends `GET path` by each of `connections`, again as soon as it is answered.
pub fn run(addr: &str, path: &str, connections: usize, time: Duration) -> Outcome {
    let addr: SocketAddr = addr.parse().expect("an address");
    let request = format!("GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n").into_bytes();
    let mut poll = Poll::new().expect("the system can poll");
    let mut events = Events::with_capacity(1024);
    let mut outcome = Outcome::default();
    let start = Instant::now();
    let mut all: Vec<Connection> = (0..connections)
        .map(|index| {
            let mut stream = TcpStream::connect(addr).expect("there is a server");
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry().register(&mut stream, Token(index), interest).expect("it can be watched");
            Connection { stream, began: start, input: Vec::with_capacity(4096), is_open: false }
        })
        .collect();
    while start.elapsed() < time {
        poll.poll(&mut events, Some(Duration::from_millis(50))).expect("the system can poll");
        for event in &events {
            let connection = &mut all[event.token().0];
            if !connection.is_open && event.is_writable() {
                connection.is_open = true;
                let _ = connection.stream.set_nodelay(true);
                ask(connection, &request, &mut outcome);
            }
            if event.is_readable() {
                hear(connection, &request, &mut outcome);
            }
            if event.is_error() {
                outcome.broken += 1;
            }
        }
    }
    outcome.took = start.elapsed();
    outcome.times.sort_unstable();
    outcome
}

fn ask(connection: &mut Connection, request: &[u8], outcome: &mut Outcome) {
    connection.began = Instant::now();
    // A request is smaller than any buffer of the system.
    if connection.stream.write(request).is_err() {
        outcome.broken += 1;
    }
}

fn hear(connection: &mut Connection, request: &[u8], outcome: &mut Outcome) {
    let mut buffer = [0; 16 << 10];
    loop {
        match connection.stream.read(&mut buffer) {
            Ok(0) => {
                outcome.broken += 1;
                return;
            }
            Ok(read) => connection.input.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(_) => {
                outcome.broken += 1;
                return;
            }
        }
        let Some(status) = answered(&connection.input) else { continue };
        connection.input.clear();
        outcome.classes[usize::from(status / 100).min(5)] += 1;
        outcome.unavailable += u64::from(status == 503);
        outcome.times.push(u32::try_from(connection.began.elapsed().as_micros()).unwrap_or(u32::MAX));
        ask(connection, request, outcome);
    }
}

/// The status of the answer, once all of it is there.
fn answered(input: &[u8]) -> Option<u16> {
    let head = input.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, body) = (std::str::from_utf8(&input[..head]).expect("heads are text"), &input[head + 4..]);
    let status = head.get(9..12)?.parse().expect("a status has three digits");
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let is_whole = match header("content-length") {
        Some(length) => body.len() >= length.parse().expect("a length is a number"),
        None => body.ends_with(b"0\r\n\r\n"),
    };
    is_whole.then_some(status)
}
