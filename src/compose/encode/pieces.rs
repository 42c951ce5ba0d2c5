//! A binary as a list of pieces: bytes that were written here, and ranges of the components' own binaries, which are
//! not copied before the end.

use std::io::{self, Write};
use std::ops::Range;

use crate::base::ids::{ComponentIx, Table};
use crate::component::{Component, Part, PartKind};
use crate::compose::layout::share::Shared;

/// A binary, or a part of one.
#[derive(Clone, Debug, Default)]
pub(in crate::compose) struct Pieces(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Bytes(Vec<u8>),
    Copy(ComponentIx, Range<u64>),
}

const MODULE_SECTION: u8 = 1;
const COMPONENT_SECTION: u8 = 4;
const ALIAS_SECTION: u8 = 6;

impl Pieces {
    pub(super) fn size(&self) -> u64 {
        let size = |piece: &Piece| match piece {
            Piece::Bytes(bytes) => bytes.len() as u64,
            Piece::Copy(_, range) => range.end.saturating_sub(range.start),
        };
        self.0.iter().map(size).sum()
    }

    pub(super) fn write(
        &self,
        components: &Table<ComponentIx, Component>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Bytes(bytes) => to.write_all(bytes),
            Piece::Copy(component, range) => components[*component].bytes.contents.copy(range.clone(), to),
        })
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if let Some(Piece::Bytes(last)) = self.0.last_mut() {
            last.extend_from_slice(bytes);
        } else if !bytes.is_empty() {
            self.0.push(Piece::Bytes(bytes.to_vec()));
        }
    }

    pub(super) fn copy(&mut self, component: ComponentIx, range: Range<u64>) {
        if range.start < range.end {
            self.0.push(Piece::Copy(component, range));
        }
    }

    fn section(&mut self, id: u8, content: Pieces) {
        let mut head = vec![id];
        leb(content.size(), &mut head);
        self.bytes(&head);
        for piece in content.0 {
            match piece {
                Piece::Bytes(bytes) => self.bytes(&bytes),
                copy @ Piece::Copy(..) => self.0.push(copy),
            }
        }
    }

    /// What the builder has written, with what its module and component sections stand for: they have nothing in them
    /// but a place in `parts`.
    pub(super) fn expand(written: &[u8], parts: &[Pieces]) -> Self {
        let mut pieces = Self::default();
        let (head, mut rest) = written.split_at_checked(8).unwrap_or((written, &[]));
        pieces.bytes(head);
        while let Some((section, after)) = Section::first(rest) {
            let embedded = [MODULE_SECTION, COMPONENT_SECTION].contains(&section.id);
            let place = section.content.first_chunk().map(|place| u32::from_le_bytes(*place) as usize);
            match place.and_then(|place| parts.get(place)).filter(|_| embedded) {
                Some(part) => pieces.section(section.id, part.clone()),
                None => pieces.bytes(section.whole),
            }
            rest = after;
        }
        pieces
    }

    /// A part of a component, with aliases instead of what is stored once in the component `depth` scopes outside.
    pub(super) fn rewritten(
        shared: &Shared,
        component: ComponentIx,
        content: Range<u64>,
        parts: &[Part],
        depth: u32,
    ) -> Self {
        let mut pieces = Self::default();
        let mut at = content.start;
        for part in parts {
            let replaced = match shared.place(part) {
                Some(place) => alias(part.kind, depth, place),
                None if has_shared(shared, &part.parts) => {
                    let content = part.content.clone();
                    let inner = Self::rewritten(shared, component, content, &part.parts, depth + 1);
                    let mut section = Self::default();
                    section.section(COMPONENT_SECTION, inner);
                    section
                }
                None => continue,
            };
            pieces.copy(component, at..part.section.start);
            for piece in replaced.0 {
                match piece {
                    Piece::Bytes(bytes) => pieces.bytes(&bytes),
                    copy @ Piece::Copy(..) => pieces.0.push(copy),
                }
            }
            at = part.section.end;
        }
        pieces.copy(component, at..content.end);
        pieces
    }
}

fn has_shared(shared: &Shared, parts: &[Part]) -> bool {
    parts.iter().any(|part| shared.place(part).is_some() || has_shared(shared, &part.parts))
}

/// An alias section that defines one module or component: all indices after it stay as they are.
fn alias(kind: PartKind, depth: u32, place: u32) -> Pieces {
    let mut content = vec![1];
    content.extend_from_slice(match kind {
        PartKind::Module => &[0x00, 0x11],
        PartKind::Component => &[0x04],
    });
    content.push(0x02);
    leb(u64::from(depth), &mut content);
    leb(u64::from(place), &mut content);
    let mut pieces = Pieces::default();
    pieces.section(ALIAS_SECTION, Pieces(vec![Piece::Bytes(content)]));
    pieces
}

fn leb(mut number: u64, to: &mut Vec<u8>) {
    loop {
        let [byte, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            to.push(byte & 0x7f);
            return;
        }
        to.push(byte | 0x80);
    }
}

struct Section<'a> {
    id: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Section<'a> {
    /// The section that `bytes` begin with, and what follows it.
    fn first(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (id, rest) = bytes.split_first()?;
        let mut size = 0_usize;
        let mut head = 1;
        for (place, byte) in rest.iter().take(5).enumerate() {
            size |= usize::from(byte & 0x7f) << (7 * place);
            head += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (whole, after) = bytes.split_at_checked(head + size)?;
        Some((Self { id: *id, content: whole.get(head..)?, whole }, after))
    }
}
