//! The end of a core module: a large section of data, of which nobody looks at the bytes. What says where they go is
//! validated; the bytes are not even read.

use std::ops::Range;

use wasmparser::{BinaryReader, ConstExpr};

use crate::component::contents::Contents;
use crate::component::outside::{CODE, CUSTOM, DATA, DATA_COUNT, FUNCTIONS, HEAD, SECTIONS};

/// What is smaller is read like everything else.
const LARGE: u64 = 1 << 20;

/// How much is read at once: what is between the bytes is often near.
const PIECE: u64 = 16 << 10;

/// How long the head of a section with what is first in it may be, and what says where a segment goes. What is longer is
/// left to those who read everything.
const LONGEST: u64 = 256;

/// Segments that go into the first memory, and into one that is named.
const ACTIVE: u32 = 0;
const ACTIVE_IN: u32 = 2;

/// A section of data that is the last one but for custom sections.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    /// Where the section begins, with what says how long it is.
    pub(super) section: u64,
    /// What is in it but for the bytes of its segments.
    pub(super) emptied: Vec<u8>,
}

/// That of a module. `None` if it has no such section, or if something is unusual about it: whoever reads everything
/// will say what.
pub(super) fn tail(contents: &Contents, module: &Range<u64>) -> Option<Tail> {
    let is_large = module.end.saturating_sub(module.start) >= LARGE;
    let is_whole = module.end <= contents.size();
    if !is_large || !is_whole || matches!(contents, Contents::Held(_)) {
        return None;
    }
    let mut looking = Looking { contents, end: module.end, bytes: Vec::new(), from: 0 };
    let mut counts = Counts::default();
    let mut data = None;
    let mut at = module.start + HEAD as u64;
    for _ in 0..SECTIONS {
        if at >= module.end {
            break;
        }
        let mut reader = looking.reader(at)?;
        let (id, size) = (reader.read_u8().ok()?, u64::from(reader.read_var_u32().ok()?));
        let content = reader.original_position();
        let count = if id == CUSTOM {
            reader.read_string().ok()?;
            0
        } else if data.is_some() {
            return None;
        } else {
            reader.read_var_u32().ok()?
        };
        match id {
            FUNCTIONS => counts.functions = count,
            CODE => counts.bodies = count,
            DATA_COUNT => counts.told = Some(count),
            DATA => data = Some((at, content..content + size, count)),
            _ => {}
        }
        at = content + size;
        if reader.original_position() > at {
            return None;
        }
    }
    let (section, content, count) = data.filter(|_| at == module.end)?;
    let as_told = counts.functions == counts.bodies && counts.told.is_none_or(|told| told == count);
    if !as_told || content.end - content.start < LARGE {
        return None;
    }
    let emptied = looking.emptied(content, count)?;
    Some(Tail { section, emptied })
}

#[derive(Default)]
struct Counts {
    functions: u32,
    bodies: u32,
    told: Option<u32>,
}

/// Looks here and there into a module.
struct Looking<'a> {
    contents: &'a Contents,
    /// Where the module ends.
    end: u64,
    /// What was read last, and where it begins.
    bytes: Vec<u8>,
    from: u64,
}

impl Looking<'_> {
    /// What is at `at`, as far as one may have to look.
    fn reader(&mut self, at: u64) -> Option<BinaryReader<'_>> {
        let end = self.end.min(at + LONGEST);
        let is_there = self.from <= at && end <= self.from + self.bytes.len() as u64;
        if !is_there {
            self.bytes.clear();
            self.contents.copy(at..self.end.min(at + PIECE), &mut self.bytes).ok()?;
            self.from = at;
        }
        let range = usize::try_from(at - self.from).ok()?..usize::try_from(end - self.from).ok()?;
        Some(BinaryReader::new(self.bytes.get(range)?, at))
    }

    /// A section of data with so many segments, without their bytes.
    fn emptied(&mut self, section: Range<u64>, count: u32) -> Option<Vec<u8>> {
        let mut emptied = Vec::new();
        let mut reader = self.reader(section.start)?;
        reader.read_var_u32().ok()?;
        let mut at = reader.original_position();
        self.keep(section.start..at, &mut emptied)?;
        for _ in 0..count {
            let (head, size) = segment(self.reader(at)?).ok()?;
            self.keep(at..head, &mut emptied)?;
            emptied.push(0);
            if emptied.len() as u64 > LARGE {
                return None;
            }
            let mut reader = self.reader(head)?;
            reader.read_var_u32().ok()?;
            at = reader.original_position() + u64::from(size);
            if at > section.end {
                return None;
            }
        }
        (at == section.end).then_some(emptied)
    }

    /// Copies what was just looked at.
    fn keep(&mut self, range: Range<u64>, to: &mut Vec<u8>) -> Option<()> {
        let length = usize::try_from(range.end - range.start).ok()?;
        to.extend_from_slice(self.reader(range.start)?.read_bytes(length).ok()?);
        Some(())
    }
}

/// Where the size of a segment's bytes is said, and that size.
fn segment(mut reader: BinaryReader<'_>) -> wasmparser::Result<(u64, u32)> {
    let mode = reader.read_var_u32()?;
    if mode == ACTIVE_IN {
        reader.read_var_u32()?;
    }
    if mode == ACTIVE || mode == ACTIVE_IN {
        reader.read::<ConstExpr<'_>>()?;
    }
    let head = reader.original_position();
    Ok((head, reader.read_var_u32()?))
}
