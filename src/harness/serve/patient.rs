//! A connection to a client who is waited for, but not for ever.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::harness::serve::outbox::{Line, Outbox};

/// So many bytes decide which protocol is spoken; the protocol itself sees to what comes after them.
const BEGINNING: usize = 24;

/// A stream that ends when the client takes nothing of what is to be sent, or doesn't begin to speak.
pub(super) struct Patient {
    line: Rc<Line>,
    outbox: Rc<Outbox>,
    patience: Duration,
    read: usize,
    reading: Late,
    writing: Late,
}

/// When it is too late; there is no such time while there is nothing to wait for.
#[derive(Default)]
struct Late(Option<Pin<Box<Sleep>>>);

impl Patient {
    pub(super) fn new(stream: TcpStream, outbox: Rc<Outbox>, patience: Duration) -> Self {
        let line = Rc::new(Line::new(stream));
        Self { line, outbox, patience, read: 0, reading: Late::default(), writing: Late::default() }
    }

    fn write<T>(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let written = match self.line.drain(cx) {
            Poll::Ready(Ok(())) => self.line.with(|stream| write(stream, cx)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        };
        self.writing.or(written, self.patience, cx)
    }
}

impl Late {
    /// What came, or an error if nothing comes in time.
    fn or<T>(
        &mut self,
        came: Poll<io::Result<T>>,
        patience: Duration,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if came.is_ready() {
            self.0 = None;
            return came;
        }
        let late = self.0.get_or_insert_with(|| Box::pin(sleep(patience)));
        late.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = this.line.with(|stream| stream.poll_read(cx, buffer));
        if this.read >= BEGINNING {
            return read;
        }
        this.read += buffer.filled().len() - before;
        if this.read >= BEGINNING {
            this.reading = Late::default();
            return read;
        }
        match read {
            // Some came, but not enough: the time for the rest goes on.
            Poll::Ready(_) => read,
            Poll::Pending => this.reading.or(read, this.patience, cx),
        }
    }
}

impl AsyncWrite for Patient {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(held) = self.line.hold(slices) {
            return Poll::Ready(Ok(held));
        }
        self.get_mut().write(cx, |stream, cx| stream.poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = this.line.flush(&this.outbox, cx);
        this.writing.or(flushed, this.patience, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let drained = this.line.drain(cx);
        ready!(this.writing.or(drained, this.patience, cx))?;
        this.line.with(|stream| stream.poll_shutdown(cx))
    }
}
