//! What is to be sent to several clients at about the same time leaves together: whoever hears of it is woken once for
//! all of it, which is a good part of what a short answer costs.

use std::cell::{Cell, RefCell};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};

use tokio::io::AsyncWrite;
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// So many clients at most wait for each other.
const TOGETHER: usize = 32;
/// In bytes: what is longer goes alone.
const SHORT: usize = 4 << 10;

/// The lines of one thread that have something to send.
#[derive(Default)]
pub(super) struct Outbox {
    due: RefCell<Vec<Rc<Line>>>,
    /// Heard when there is the first of them.
    posted: Notify,
}

impl Outbox {
    fn post(&self, line: &Rc<Line>) {
        let count = {
            let mut due = self.due.borrow_mut();
            due.push(Rc::clone(line));
            due.len()
        };
        if count >= TOGETHER {
            self.send();
        } else if count == 1 {
            self.posted.notify_one();
        }
    }

    /// Sends what is posted once everybody has had a turn who is ready now, for as long as the thread serves.
    pub(super) async fn deliver(&self) {
        loop {
            self.posted.notified().await;
            self.send();
        }
    }

    /// Sends what is posted.
    pub(super) fn send(&self) {
        self.due.borrow_mut().drain(..).for_each(|line| line.send());
    }
}

/// A connection's stream, and what is to be sent by it.
pub(super) struct Line {
    stream: RefCell<TcpStream>,
    held: RefCell<Vec<u8>>,
    state: Cell<State>,
    /// The connection, which is told if the system does not take all that is held.
    waker: RefCell<Waker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The outbox knows nothing of it.
    Idle,
    /// It is in the outbox.
    Posted,
    /// The outbox got rid of a part at most: the connection itself has to see to the rest.
    Blocked,
}

impl Line {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream: RefCell::new(stream),
            held: RefCell::default(),
            state: Cell::new(State::Idle),
            waker: RefCell::new(Waker::noop().clone()),
        }
    }

    /// What `with` does to the stream.
    pub(super) fn with<T>(&self, with: impl FnOnce(Pin<&mut TcpStream>) -> T) -> T {
        with(Pin::new(&mut *self.stream.borrow_mut()))
    }

    /// Keeps what is short until it is flushed, and says how much that is. The rest is to be written.
    pub(super) fn hold(&self, slices: &[IoSlice<'_>]) -> Option<usize> {
        let mut held = self.held.borrow_mut();
        let more: usize = slices.iter().map(|slice| slice.len()).sum();
        if self.state.get() == State::Blocked || held.len() + more > SHORT {
            return None;
        }
        for slice in slices {
            held.extend_from_slice(slice);
        }
        Some(more)
    }

    /// Has what is held sent before long, by `outbox`.
    pub(super) fn flush(self: &Rc<Self>, outbox: &Outbox, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.state.get() {
            State::Blocked => return self.drain(cx),
            State::Idle if !self.held.borrow().is_empty() => {
                self.waker.borrow_mut().clone_from(cx.waker());
                self.state.set(State::Posted);
                outbox.post(self);
            }
            State::Idle | State::Posted => {}
        }
        Poll::Ready(Ok(()))
    }

    /// Sends what is held, now.
    pub(super) fn drain(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut held = self.held.borrow_mut();
        while !held.is_empty() {
            let written = ready!(self.with(|stream| stream.poll_write(cx, &held)))?;
            held.drain(..written);
        }
        if self.state.get() == State::Blocked {
            self.state.set(State::Idle);
        }
        Poll::Ready(Ok(()))
    }

    fn send(&self) {
        let mut held = self.held.borrow_mut();
        let written = if held.is_empty() { Ok(0) } else { self.stream.borrow().try_write(&held) };
        // What is wrong with the stream, the connection finds when it tries.
        held.drain(..written.unwrap_or(0));
        if held.is_empty() {
            self.state.set(State::Idle);
        } else {
            self.state.set(State::Blocked);
            self.waker.borrow().wake_by_ref();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use std::future::poll_fn;
    use std::io::Read;
    use std::net;
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// A connection that can be written to, and the client's end of it.
    async fn line() -> (Rc<Line>, net::TcpStream) {
        let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
        let client = net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();
        stream.set_nonblocking(true).unwrap();
        socket2::SockRef::from(&stream).set_send_buffer_size(4096).unwrap();
        client.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let stream = TcpStream::from_std(stream).unwrap();
        stream.writable().await.unwrap();
        (Rc::new(Line::new(stream)), client)
    }

    fn on_a_thread(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
    }

    async fn post(line: &Rc<Line>, outbox: &Outbox, bytes: &[u8]) {
        assert_eq!(line.hold(&[IoSlice::new(bytes)]), Some(bytes.len()));
        poll_fn(|cx| line.flush(outbox, cx)).await.unwrap();
    }

    #[test]
    fn lines_leave_together_at_the_latest_when_there_are_many() {
        on_a_thread(async {
            let outbox = Outbox::default();
            let mut all = Vec::new();
            for _ in 0..TOGETHER {
                all.push(line().await);
            }
            let (last, others) = all.split_last_mut().unwrap();
            for (line, client) in &mut *others {
                post(line, &outbox, b"hello").await;
                client.set_nonblocking(true).unwrap();
                assert_eq!(client.read(&mut [0; 8]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
            }
            post(&last.0, &outbox, b"hello").await;
            for (_, client) in &mut all {
                client.set_nonblocking(false).unwrap();
                assert_eq!(client.read(&mut [0; 8]).unwrap(), 5);
            }
        });
    }

    #[test]
    fn what_the_system_does_not_take_is_sent_later_and_in_order() {
        on_a_thread(async {
            let (outbox, (line, mut client)) = (Outbox::default(), line().await);
            let mut sent = Vec::new();
            for number in 0_u32.. {
                let bytes = number.to_le_bytes().repeat(200);
                post(&line, &outbox, &bytes).await;
                sent.extend(bytes);
                outbox.send();
                if line.state.get() == State::Blocked {
                    break;
                }
            }
            assert_eq!(line.hold(&[IoSlice::new(b"more")]), None);
            let reading = thread::spawn(move || {
                let mut read = Vec::new();
                client.read_to_end(&mut read).map(|_| read)
            });
            poll_fn(|cx| line.flush(&outbox, cx)).await.unwrap();
            post(&line, &outbox, b"the end").await;
            outbox.send();
            sent.extend(b"the end");
            drop(line);
            assert!(reading.join().unwrap().unwrap() == sent);
        });
    }
}
