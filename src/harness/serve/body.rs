//! The body of an answer: the guest's, or a line of ours.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::Full;
use tokio::sync::oneshot;
use wasmtime_wasi_http::{Error, WasiBody};

/// What is sent after the head.
pub(super) enum Body {
    /// What the guest writes.
    Guest(WasiBody, Broken),
    /// A text of ours.
    Ours(Full<Bytes>),
}

impl Body {
    pub(super) fn text(text: impl Into<Bytes>) -> Self {
        Body::Ours(Full::new(text.into()))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self.get_mut() {
            Body::Guest(body, broken) => match Pin::new(body).poll_frame(cx) {
                // It ends because there is nobody any more to write the rest: what was sent is not the whole of it.
                Poll::Ready(None) if broken.is_on() => Poll::Ready(Some(Err(Error::ConnectionTerminated))),
                polled @ (Poll::Ready(_) | Poll::Pending) => polled,
            },
            Body::Ours(body) => Pin::new(body).poll_frame(cx).map_err(|never| match never {}),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Body::Guest(body, _) => body.is_end_stream(),
            Body::Ours(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Body::Guest(body, _) => body.size_hint(),
            Body::Ours(body) => body.size_hint(),
        }
    }
}

/// Whether a guest was stopped in the middle of its answer, which must not look whole then.
#[derive(Clone, Default)]
pub(super) struct Broken(Rc<Cell<bool>>);

impl Broken {
    pub(super) fn set(&self) {
        self.0.set(true);
    }

    pub(super) fn is_on(&self) -> bool {
        self.0.get()
    }
}

/// A body that tells when nobody wants more of it: it was sent, or the client has gone.
pub(super) struct Watched {
    body: WasiBody,
    /// Dropped with the body, which is what the receiver hears.
    _end: oneshot::Sender<()>,
}

impl Watched {
    /// The body, and what ends with it.
    pub(super) fn new(body: WasiBody) -> (Self, oneshot::Receiver<()>) {
        let (end, ended) = oneshot::channel();
        (Self { body, _end: end }, ended)
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
