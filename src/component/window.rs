//! The part of a binary that is looked at now: all of it, or what was read of a store and is not yet done with.

use std::io;

use sha2::{Digest as _, Sha256};

use crate::component::contents::{Contents, Digest, Store};

/// How much is read at once.
const PIECE: usize = 256 << 10;

/// Bytes in the order of the binary, each seen once.
pub(super) enum Window<'a> {
    Whole { bytes: &'a [u8], at: usize },
    Sliding(Sliding<'a>),
}

pub(super) struct Sliding<'a> {
    store: &'a dyn Store,
    /// What was read last, of which the first `done` bytes are done with.
    buffer: Vec<u8>,
    done: usize,
    /// How much was read of the store.
    read: u64,
    hasher: Sha256,
}

impl<'a> Window<'a> {
    pub(super) fn new(contents: &'a Contents) -> Self {
        match contents {
            Contents::Held(bytes) => Window::Whole { bytes, at: 0 },
            Contents::Stored(store) => Window::Sliding(Sliding {
                store: &**store,
                buffer: Vec::new(),
                done: 0,
                read: 0,
                hasher: Sha256::new(),
            }),
        }
    }

    /// What is there now, and whether nothing follows.
    pub(super) fn bytes(&self) -> (&[u8], bool) {
        match self {
            Window::Whole { bytes, at } => (bytes.get(*at..).unwrap_or_default(), true),
            Window::Sliding(sliding) => {
                (sliding.buffer.get(sliding.done..).unwrap_or_default(), sliding.read >= sliding.store.size())
            }
        }
    }

    /// The first `length` bytes are done with.
    pub(super) fn advance(&mut self, length: usize) {
        match self {
            Window::Whole { at, .. } => *at += length,
            Window::Sliding(sliding) => sliding.done += length,
        }
    }

    /// Reads on, at least `hint` bytes unless the end comes before.
    pub(super) fn more(&mut self, hint: u64) -> io::Result<()> {
        let Window::Sliding(sliding) = self else { return Ok(()) };
        sliding.buffer.drain(..sliding.done.min(sliding.buffer.len()));
        sliding.done = 0;
        let rest = sliding.store.size().saturating_sub(sliding.read);
        let wanted = hint.max(PIECE as u64).min(rest);
        let wanted = usize::try_from(wanted).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let start = sliding.buffer.len();
        // A large section is let go again: what it took is not kept for the small ones.
        if sliding.buffer.capacity() > 4 * PIECE && start + wanted <= 2 * PIECE {
            sliding.buffer.shrink_to(start + wanted);
        }
        sliding.buffer.reserve_exact(wanted);
        sliding.buffer.resize(start + wanted, 0);
        let fresh = sliding.buffer.get_mut(start..).unwrap_or_default();
        sliding.store.read_at(sliding.read, fresh)?;
        sliding.hasher.update(&*fresh);
        sliding.read += wanted as u64;
        Ok(())
    }

    /// The digest of the whole binary, of which all was seen.
    pub(super) fn digest(self) -> Digest {
        match self {
            Window::Whole { bytes, .. } => Digest(Sha256::digest(bytes).into()),
            Window::Sliding(sliding) => Digest(sliding.hasher.finalize().into()),
        }
    }
}
