//! The part of a binary that is looked at now: all of it, or what was read of a store and is not yet done with.

use std::io;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::component::contents::{Contents, Store};

/// How much is read at once: little where something was left out, since what follows may be left out as well,
const FIRST: u64 = 16 << 10;
/// and more and more of what is looked at.
const MOST: u64 = 256 << 10;

/// Bytes in the order of the binary, each seen once.
pub(super) trait Feed {
    /// What is there now, and whether nothing follows.
    fn bytes(&self) -> (&[u8], bool);
    /// The next `length` bytes are done with, also those that are still to come.
    fn advance(&mut self, length: u64);
    /// Gets more, at least `hint` bytes unless the end comes before or they come in pieces.
    fn more(&mut self, hint: u64) -> io::Result<()>;
}

/// The bytes of a component that is there.
pub(super) enum Window<'a> {
    Whole { bytes: &'a [u8], at: usize },
    Sliding(Sliding<'a>),
}

/// More than this at once is looked at in a buffer that all share.
const LARGE: usize = 4 << 20;

/// What passes through memory of files. Buffers only grow, and serve one file after the other: large ones that come and
/// go would add up.
pub(super) struct Buffers<'a> {
    own: Vec<u8>,
    /// For a large section, of which one at a time is in memory, whoever looks at it.
    shared: &'a Mutex<Vec<u8>>,
}

impl<'a> Buffers<'a> {
    /// Those of one thread; it is given what is shared with the others.
    pub(super) fn new(shared: &'a Mutex<Vec<u8>>) -> Self {
        Self { own: Vec::new(), shared }
    }
}

pub(super) struct Sliding<'a> {
    store: &'a dyn Store,
    buffer: Buffer<'a>,
    /// What was read last is from `done` to `filled`: before it is what is done with, behind it there is room.
    done: usize,
    filled: usize,
    /// How much of the store lies before what is to be read next.
    read: u64,
    /// How much is to be read then.
    piece: u64,
}

impl<'a> Window<'a> {
    pub(super) fn new(contents: &'a Contents, buffers: &'a mut Buffers<'_>) -> Self {
        match contents {
            Contents::Held(bytes) => Window::Whole { bytes, at: 0 },
            Contents::Stored(store) => Window::Sliding(Sliding {
                store: &**store,
                buffer: Buffer { own: &mut buffers.own, shared: buffers.shared, lent: None },
                done: 0,
                filled: 0,
                read: 0,
                piece: FIRST,
            }),
        }
    }
}

impl Feed for Window<'_> {
    fn bytes(&self) -> (&[u8], bool) {
        match self {
            Window::Whole { bytes, at } => (bytes.get(*at..).unwrap_or_default(), true),
            Window::Sliding(sliding) => (sliding.bytes(), sliding.read >= sliding.store.size()),
        }
    }

    fn advance(&mut self, length: u64) {
        match self {
            Window::Whole { at, .. } => {
                *at = at.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
            }
            Window::Sliding(sliding) => sliding.advance(length),
        }
    }

    fn more(&mut self, hint: u64) -> io::Result<()> {
        match self {
            Window::Whole { .. } => Ok(()),
            Window::Sliding(sliding) => sliding.more(hint),
        }
    }
}

/// A binary that is still being written: whoever writes it sends pieces.
pub(super) struct Arriving<I> {
    pieces: I,
    piece: Vec<u8>,
    /// Where in the piece the rest of it begins; behind its end if some of what follows is not wanted either.
    at: usize,
    is_over: bool,
}

impl<I> Arriving<I> {
    pub(super) fn new(pieces: I) -> Self {
        Self { pieces, piece: Vec::new(), at: 0, is_over: false }
    }
}

impl<I: Iterator<Item = Vec<u8>>> Feed for Arriving<I> {
    fn bytes(&self) -> (&[u8], bool) {
        (self.piece.get(self.at..).unwrap_or_default(), self.is_over)
    }

    fn advance(&mut self, length: u64) {
        self.at = self.at.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
    }

    fn more(&mut self, _hint: u64) -> io::Result<()> {
        match self.pieces.next() {
            Some(next) if self.at >= self.piece.len() => {
                self.at -= self.piece.len();
                self.piece = next;
            }
            Some(next) => {
                self.piece.drain(..self.at);
                self.piece.extend(next);
                self.at = 0;
            }
            None => self.is_over = true,
        }
        Ok(())
    }
}

impl Sliding<'_> {
    fn bytes(&self) -> &[u8] {
        self.buffer.bytes().get(self.done..self.filled).unwrap_or_default()
    }

    /// What is not yet there is not read for this.
    fn advance(&mut self, length: u64) {
        let here = usize::try_from(length).unwrap_or(usize::MAX).min(self.bytes().len());
        self.done += here;
        let left_out = length - here as u64;
        if left_out > 0 {
            self.read = self.read.saturating_add(left_out).min(self.store.size());
            self.piece = FIRST;
        }
    }

    fn more(&mut self, hint: u64) -> io::Result<()> {
        let rest = self.store.size().saturating_sub(self.read);
        let wanted = hint.max(self.piece).min(rest);
        self.piece = (2 * self.piece).min(MOST);
        let wanted = usize::try_from(wanted).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let start = self.filled - self.done;
        let buffer = self.buffer.moved(self.done..self.filled, start + wanted);
        if buffer.len() < start + wanted {
            // Some more than that, for the next file, whose largest section is often a little larger.
            let room = (start + wanted).saturating_add((start + wanted) / 16);
            buffer.reserve_exact(room - buffer.len());
            buffer.resize(room, 0);
        }
        let fresh = buffer.get_mut(start..start + wanted).unwrap_or_default();
        self.store.read_at(self.read, fresh)?;
        (self.done, self.filled) = (0, start + wanted);
        self.read += wanted as u64;
        Ok(())
    }
}

/// The buffer that is looked at now.
struct Buffer<'a> {
    own: &'a mut Vec<u8>,
    shared: &'a Mutex<Vec<u8>>,
    /// The shared one, while it is that.
    lent: Option<MutexGuard<'a, Vec<u8>>>,
}

impl Buffer<'_> {
    fn bytes(&self) -> &[u8] {
        self.lent.as_deref().unwrap_or(&*self.own)
    }

    /// The buffer that is to have so much, with `rest` of what is looked at now at its beginning.
    fn moved(&mut self, rest: Range<usize>, needed: usize) -> &mut Vec<u8> {
        match (self.lent.take(), needed > LARGE) {
            (None, false) => {
                self.own.copy_within(rest, 0);
                self.own
            }
            (None, true) => {
                let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
                move_front(self.own.get(rest).unwrap_or_default(), &mut shared);
                self.lent.insert(shared)
            }
            (Some(mut shared), true) => {
                shared.copy_within(rest, 0);
                self.lent.insert(shared)
            }
            (Some(shared), false) => {
                move_front(shared.get(rest).unwrap_or_default(), self.own);
                self.own
            }
        }
    }
}

/// Copies `bytes` to the beginning of a buffer, whatever is there.
fn move_front(bytes: &[u8], to: &mut Vec<u8>) {
    if to.len() < bytes.len() {
        to.resize(bytes.len(), 0);
    }
    if let Some(front) = to.get_mut(..bytes.len()) {
        front.copy_from_slice(bytes);
    }
}
