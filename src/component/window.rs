//! The part of a binary that is looked at now: all of it, or what was read of a store and is not yet done with.

use std::io;

use sha2::{Digest as _, Sha256};

use crate::component::contents::{Contents, Digest, Store};

/// How much is read at once.
const PIECE: usize = 256 << 10;

/// Bytes in the order of the binary, each seen once.
pub(super) trait Feed {
    /// What is there now, and whether nothing follows.
    fn bytes(&self) -> (&[u8], bool);
    /// The next `length` bytes are done with, also those that are still to come.
    fn advance(&mut self, length: u64) -> io::Result<()>;
    /// Gets more, at least `hint` bytes unless the end comes before or they come in pieces.
    fn more(&mut self, hint: u64) -> io::Result<()>;
}

/// The bytes of a component that is there.
pub(super) enum Window<'a> {
    Whole { bytes: &'a [u8], at: usize },
    Sliding(Sliding<'a>),
}

pub(super) struct Sliding<'a> {
    store: &'a dyn Store,
    /// What was read last is from `done` to `filled`: before it is what is done with, behind it there is room. It only
    /// grows, and serves one file after the other: large buffers that come and go would add up.
    buffer: &'a mut Vec<u8>,
    done: usize,
    filled: usize,
    /// How much was read of the store.
    read: u64,
    hasher: Sha256,
}

impl<'a> Window<'a> {
    pub(super) fn new(contents: &'a Contents, buffer: &'a mut Vec<u8>) -> Self {
        match contents {
            Contents::Held(bytes) => Window::Whole { bytes, at: 0 },
            Contents::Stored(store) => Window::Sliding(Sliding {
                store: &**store,
                buffer,
                done: 0,
                filled: 0,
                read: 0,
                hasher: Sha256::new(),
            }),
        }
    }

    /// The digest of the whole binary, of which all was seen.
    pub(super) fn digest(self) -> Digest {
        match self {
            Window::Whole { bytes, .. } => Digest(Sha256::digest(bytes).into()),
            Window::Sliding(sliding) => Digest(sliding.hasher.finalize().into()),
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

    fn advance(&mut self, length: u64) -> io::Result<()> {
        match self {
            Window::Whole { at, .. } => {
                *at = at.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
                Ok(())
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

    fn advance(&mut self, length: u64) -> io::Result<()> {
        self.at = self.at.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
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
        self.buffer.get(self.done..self.filled).unwrap_or_default()
    }

    fn advance(&mut self, length: u64) -> io::Result<()> {
        let mut left = length;
        loop {
            let here = usize::try_from(left).unwrap_or(usize::MAX).min(self.bytes().len());
            self.done += here;
            left -= here as u64;
            if left == 0 || self.read >= self.store.size() {
                return Ok(());
            }
            self.more(0)?;
        }
    }

    fn more(&mut self, hint: u64) -> io::Result<()> {
        let rest = self.store.size().saturating_sub(self.read);
        let wanted = hint.max(PIECE as u64).min(rest);
        let wanted = usize::try_from(wanted).map_err(|_| io::ErrorKind::OutOfMemory)?;
        self.buffer.copy_within(self.done..self.filled, 0);
        let start = self.filled - self.done;
        (self.done, self.filled) = (0, start);
        if self.buffer.len() < start + wanted {
            // Some more than that, for the next file, whose largest section is often a little larger.
            let room = (start + wanted).saturating_add((start + wanted) / 16);
            self.buffer.reserve_exact(room - self.buffer.len());
            self.buffer.resize(room, 0);
        }
        let fresh = self.buffer.get_mut(start..start + wanted).unwrap_or_default();
        self.store.read_at(self.read, fresh)?;
        self.hasher.update(&*fresh);
        self.read += wanted as u64;
        self.filled += wanted;
        Ok(())
    }
}
