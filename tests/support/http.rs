//! A `witc serve` that is running, and a client that speaks just enough HTTP/1.1 to talk to it.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses some of this, and may panic"
)]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// A server that ends with the test.
pub(crate) struct Server {
    child: Mutex<Child>,
    stderr: Mutex<BufReader<ChildStderr>>,
    pub(crate) addr: String,
    metrics: Option<String>,
    /// What it has said so far.
    said: Mutex<String>,
}

/// One connection.
pub(crate) struct Connection {
    addr: String,
    stream: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    /// Runs `witc serve` in `folder` on a free port.
    pub(crate) fn start(folder: &Path, args: &[&str]) -> Self {
        Self::with_cache(folder, Path::new(env!("CARGO_TARGET_TMPDIR")), args)
    }

    /// The same with machine code kept in `cache`.
    pub(crate) fn with_cache(folder: &Path, cache: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_witc"))
            .args(["serve", "--addr", "127.0.0.1:0"])
            .args(args)
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .env("XDG_CACHE_HOME", cache)
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let mut next = |said: &mut String| {
            let mut line = String::new();
            stderr.read_line(&mut line).unwrap();
            said.push_str(&line);
            line.split_once("http://").map(|(_, addr)| addr.trim().trim_end_matches("/metrics").to_owned())
        };
        let addr = next(&mut said).unwrap_or_else(|| panic!("witc serve {args:?}: {said}"));
        let metrics = args.contains(&"--metrics").then(|| next(&mut said)).flatten();
        Self { child: Mutex::new(child), stderr: Mutex::new(stderr), addr, metrics, said: Mutex::new(said) }
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.send("GET", path, "")
    }

    /// The status of what comes back, if anything does.
    pub(crate) fn get_status(&self, path: &str) -> Option<u16> {
        let mut connection = self.try_connect().ok()?;
        connection.try_raw(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).ok()?;
        connection.try_response().ok().map(|response| response.status)
    }

    /// One request by a connection of its own.
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> Response {
        let mut connection = self.connect();
        connection.request(method, path, body);
        connection.response()
    }

    pub(crate) fn connect(&self) -> Connection {
        self.try_connect().unwrap()
    }

    pub(crate) fn try_connect(&self) -> io::Result<Connection> {
        Connection::to(&self.addr)
    }

    pub(crate) fn connect_metrics(&self) -> Connection {
        Connection::to(self.metrics.as_ref().unwrap()).unwrap()
    }

    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.lock().unwrap().id()
    }

    /// Reads what is said from now on, until the end, and keeps none of it: nobody is to wait for a reader.
    pub(crate) fn ignore_log(&self) {
        let _ = io::copy(&mut *self.stderr.lock().unwrap(), &mut io::sink());
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let pid = self.child.lock().unwrap().id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().unwrap().success());
    }

    /// Waits for the end: the exit code, and all that was said on standard error.
    pub(crate) fn wait(&self) -> (Option<i32>, String) {
        let mut said = self.said.lock().unwrap();
        self.stderr.lock().unwrap().read_to_string(&mut said).unwrap();
        (self.child.lock().unwrap().wait().unwrap().code(), said.clone())
    }

    /// Stops it, which must go well, and returns what it has said.
    pub(crate) fn stop(&self) -> String {
        self.terminate();
        let (code, said) = self.wait();
        assert_eq!(code, Some(0), "{said}");
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Connection {
    fn to(addr: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(addr)?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Ok(Self { addr: addr.to_owned(), stream: BufReader::new(stream) })
    }

    pub(crate) fn request(&mut self, method: &str, path: &str, body: &str) {
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {length}\r\n\r\n", self.addr);
        self.raw(&head);
        // An answer may come while the request is still on its way.
        let mut stream = self.sender();
        let body = body.to_owned();
        std::thread::spawn(move || stream.write_all(body.as_bytes()));
    }

    /// Another handle to send by.
    pub(crate) fn sender(&self) -> TcpStream {
        self.stream.get_ref().try_clone().unwrap()
    }

    pub(crate) fn raw(&mut self, text: &str) {
        self.try_raw(text).unwrap();
    }

    pub(crate) fn try_raw(&mut self, text: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(text.as_bytes())
    }

    pub(crate) fn response(&mut self) -> Response {
        self.try_response().unwrap()
    }

    /// An error if the connection ends before.
    pub(crate) fn try_response(&mut self) -> io::Result<Response> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err(io::Error::other(format!("the connection ends after: {head:?}")));
            }
        }
        let head = head.to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let body = match length {
            Some(length) => self.exactly(length.parse().unwrap())?,
            None => self.chunks()?,
        };
        Ok(Response { status, head, body: String::from_utf8(body).unwrap() })
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            body.extend(self.exactly(size)?);
            self.exactly(2)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn exactly(&mut self, size: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; size];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Waits until the other side ends the connection, at most so long; what it has sent until then.
    pub(crate) fn end(mut self, within: Duration) -> Option<String> {
        self.stream.get_ref().set_read_timeout(Some(within)).unwrap();
        let mut bytes = Vec::new();
        match self.stream.read_to_end(&mut bytes) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => None,
            Ok(_) | Err(_) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// Ends the connection at once, as a machine that has lost it.
    pub(crate) fn reset(self) {
        let socket = socket2::SockRef::from(self.stream.get_ref());
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    }
}

impl Response {
    /// The body, if the status is the expected one.
    pub(crate) fn is(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}{}", self.head, self.body);
        self.body
    }
}
