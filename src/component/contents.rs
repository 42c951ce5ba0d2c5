//! A component's binary: in memory, or where whoever opened it keeps it.

use std::fmt::{self, Debug, Display, Write as _};
use std::io::{self, Write};
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use blake3::Hasher;

/// How much is copied at once.
const PIECE: u64 = 256 << 10;

/// A place that bytes can be read from, as often as needed and in any order.
pub trait Store: Debug + Send + Sync {
    /// How many bytes there are.
    fn size(&self) -> u64;
    /// Fills `into` with the bytes from `offset` on.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()>;
    /// The digest of the bytes of `range`, if it is known without reading them.
    fn digest(&self, _range: &Range<u64>) -> Option<Digest> {
        None
    }
    /// Whether it is known from before that the modules in there are valid.
    fn is_valid(&self) -> bool {
        false
    }
}

/// Bytes, wherever they are. Large files stay on the disk: only their parts pass through memory.
#[derive(Clone, Debug)]
pub enum Contents {
    /// In memory.
    Held(Arc<[u8]>),
    /// Elsewhere.
    Stored(Arc<dyn Store>),
}

impl Contents {
    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        match self {
            Contents::Held(bytes) => bytes.len() as u64,
            Contents::Stored(store) => store.size(),
        }
    }

    /// The bytes of `range`, piece by piece.
    pub fn pieces(&self, range: Range<u64>, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        match self {
            Contents::Held(bytes) => {
                let range = index(range.start)?..index(range.end)?;
                each(bytes.get(range).ok_or(io::ErrorKind::UnexpectedEof)?)
            }
            Contents::Stored(store) => {
                let mut buffer = vec![0; index(PIECE.min(range.end.saturating_sub(range.start)))?];
                let mut at = range.start;
                while at < range.end {
                    let length = index(PIECE.min(range.end - at))?;
                    let piece = buffer.get_mut(..length).ok_or(io::ErrorKind::UnexpectedEof)?;
                    store.read_at(at, piece)?;
                    each(piece)?;
                    at += length as u64;
                }
                Ok(())
            }
        }
    }

    /// Copies the bytes of `range`.
    pub fn copy(&self, range: Range<u64>, to: &mut dyn Write) -> io::Result<()> {
        self.pieces(range, &mut |piece| to.write_all(piece))
    }

    /// All the bytes.
    pub fn whole(&self) -> io::Result<Arc<[u8]>> {
        match self {
            Contents::Held(bytes) => Ok(Arc::clone(bytes)),
            Contents::Stored(store) => {
                let mut bytes = vec![0; index(store.size())?];
                store.read_at(0, &mut bytes)?;
                Ok(bytes.into())
            }
        }
    }

    /// Whether it is known from before that the modules in there are valid.
    pub(super) fn is_valid(&self) -> bool {
        match self {
            Contents::Held(_) => false,
            Contents::Stored(store) => store.is_valid(),
        }
    }

    /// The digest of the bytes of `range`.
    pub(super) fn digest(&self, range: Range<u64>) -> io::Result<Digest> {
        if let Contents::Stored(store) = self
            && let Some(known) = store.digest(&range)
        {
            return Ok(known);
        }
        let mut hasher = Hasher::new();
        self.pieces(range, &mut |piece| {
            hasher.update(piece);
            Ok(())
        })?;
        Ok(Digest(*hasher.finalize().as_bytes()))
    }
}

fn index(at: u64) -> io::Result<usize> {
    usize::try_from(at).map_err(|_| io::ErrorKind::OutOfMemory.into())
}

/// The BLAKE3 of some bytes, as `b3sum` prints it: it is made faster than a file is read.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub(super) [u8; 32]);

impl Digest {
    /// That of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
        self.0.iter().try_for_each(|byte| {
            f.write_char(digit(byte >> 4))?;
            f.write_char(digit(byte & 15))
        })
    }
}

/// There is no digest in a text.
#[derive(Clone, Copy, Debug)]
pub struct NoDigest;

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let mut digest = Self([0; 32]);
        if text.len() != 2 * digest.0.len() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoDigest);
        }
        for (index, byte) in digest.0.iter_mut().enumerate() {
            let two = text.get(2 * index..2 * index + 2).ok_or(NoDigest)?;
            *byte = u8::from_str_radix(two, 16).map_err(|_| NoDigest)?;
        }
        Ok(digest)
    }
}

impl Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}
