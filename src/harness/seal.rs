//! The mark at the end of a file of machine code by which damage is noticed.

use std::io::{self, Read};

/// How long a seal is.
pub(super) const LENGTH: usize = 24;

/// By which one is known.
const NAME: [u8; 8] = *b"witcseal";

/// The name, the length of the code, and a sum of it. It is not meant to keep anybody from forging code: who can write
/// such a file can write a seal.
pub(super) struct Seal([u8; LENGTH]);

impl Seal {
    pub(super) fn of(code: &[u8]) -> Self {
        let mut sum = Sum::default();
        sum.add(code);
        Self::with(&sum)
    }

    fn with(sum: &Sum) -> Self {
        let mut bytes = [0; LENGTH];
        let parts = NAME.into_iter().chain(sum.length.to_le_bytes()).chain(sum.value().to_le_bytes());
        for (byte, part) in bytes.iter_mut().zip(parts) {
            *byte = part;
        }
        Self(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whether a file of `length` bytes ends with the seal of what it begins with.
pub(super) fn check(file: &mut impl Read, length: u64) -> io::Result<()> {
    let code = length.checked_sub(LENGTH as u64).ok_or_else(damaged)?;
    let mut sum = Sum::default();
    let mut buffer = vec![0; 256 << 10];
    let mut begin = file.take(code);
    loop {
        match begin.read(&mut buffer)? {
            0 => break,
            read => sum.add(buffer.get(..read).unwrap_or_default()),
        }
    }
    let mut seal = [0; LENGTH];
    file.read_exact(&mut seal)?;
    if sum.length == code && Seal::with(&sum).0 == seal { Ok(()) } else { Err(damaged()) }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is damaged, or not the whole of it")
}

/// A sum of bytes in which every one counts, and its place. Four lanes, so that it is as fast as memory.
#[derive(Default)]
struct Sum {
    lanes: [u64; 4],
    length: u64,
    /// What does not fill a block yet.
    rest: Vec<u8>,
}

/// Bytes of all lanes.
const BLOCK: usize = 32;

impl Sum {
    fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if !self.rest.is_empty() {
            let (first, others) = bytes.split_at(bytes.len().min(BLOCK - self.rest.len()));
            self.rest.extend(first);
            bytes = others;
            if self.rest.len() < BLOCK {
                return;
            }
            let rest = std::mem::take(&mut self.rest);
            self.blocks(&rest);
        }
        self.rest = self.blocks(bytes).to_vec();
    }

    /// Adds whole blocks, and returns what is left.
    fn blocks<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            let (words, _) = block.as_chunks::<8>();
            for (lane, word) in self.lanes.iter_mut().zip(words) {
                *lane = mixed(*lane, u64::from_le_bytes(*word));
            }
        }
        rest
    }

    fn value(&self) -> u64 {
        let mut value = self.length;
        for lane in self.lanes {
            value = mixed(value, lane);
        }
        for byte in &self.rest {
            value = mixed(value, u64::from(*byte));
        }
        value
    }
}

/// For every `state` another result for each `word`, and the other way round.
fn mixed(state: u64, word: u64) -> u64 {
    (state ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test may panic")]

    use super::{Seal, check};

    #[test]
    fn damage_is_noticed() {
        for length in [0, 1, 31, 32, 33, 64, 300_000] {
            let code: Vec<u8> =
                (0..length).map(|i: u32| i.to_le_bytes().iter().fold(7, |a, b| a ^ b)).collect();
            let sealed = [code.as_slice(), Seal::of(&code).as_bytes()].concat();
            let is_good = |bytes: &[u8]| check(&mut &*bytes, bytes.len() as u64).is_ok();
            assert!(is_good(&sealed), "{length}");
            for at in (0..sealed.len()).step_by(1 + sealed.len() / 100) {
                let mut damaged = sealed.clone();
                *damaged.get_mut(at).unwrap() ^= 0x10;
                assert!(!is_good(&damaged), "{length}: {at}");
            }
            assert!(!is_good(sealed.get(..sealed.len() - 1).unwrap()));
            assert!(!is_good(&[sealed.as_slice(), b"x"].concat()));
        }
        assert!(check(&mut &b"short"[..], 5).is_err());
    }
}
