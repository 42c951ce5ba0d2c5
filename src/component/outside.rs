//! A core module that is known to be valid, by what others see of it: its types, imports and exports. What makes a
//! module large, its code and data, is not even read.

use std::ops::Range;

use wasmparser::{
    BinaryReader, Chunk, ExportSectionReader, FunctionSectionReader, GlobalSectionReader,
    ImportSectionReader, MemorySectionReader, Parser, TableSectionReader, TagSectionReader,
    TypeSectionReader, Validator,
};

use crate::component::contents::Contents;

/// How long the head of a module is, and the head of a section at most.
pub(super) const HEAD: usize = 8;

/// More sections are in no module that a compiler makes.
pub(super) const SECTIONS: usize = 1_000;

pub(super) const CUSTOM: u8 = 0;
const TYPES: u8 = 1;
const IMPORTS: u8 = 2;
pub(super) const FUNCTIONS: u8 = 3;
const TABLES: u8 = 4;
const MEMORIES: u8 = 5;
const GLOBALS: u8 = 6;
const EXPORTS: u8 = 7;
pub(super) const CODE: u8 = 10;
pub(super) const DATA: u8 = 11;
pub(super) const DATA_COUNT: u8 = 12;
const TAGS: u8 = 13;

/// What came of looking at the head of a module, or at a section.
pub(super) enum Shown {
    /// So many bytes belong to it.
    Taken(u64),
    /// At least so many more bytes are needed.
    Wanting(u64),
}

/// Shows a validator the head of a module.
pub(super) fn head(
    validator: &mut Validator,
    bytes: &[u8],
    is_last: bool,
    at: u64,
) -> wasmparser::Result<Shown> {
    match Parser::new(at).parse(bytes, is_last)? {
        Chunk::NeedMoreData(hint) => Ok(Shown::Wanting(hint as u64)),
        Chunk::Parsed { payload, consumed } => {
            validator.payload(&payload)?;
            Ok(Shown::Taken(consumed as u64))
        }
    }
}

/// Shows a validator the section that `bytes` begin with, if others see something of it; `rest` is what is left of the
/// module.
pub(super) fn section(
    validator: &mut Validator,
    bytes: &[u8],
    is_last: bool,
    rest: Range<u64>,
) -> wasmparser::Result<Shown> {
    if bytes.len() < HEAD && !is_last {
        return Ok(Shown::Wanting(HEAD as u64));
    }
    let at = rest.start;
    let mut reader = BinaryReader::new(bytes, at);
    let (id, size) = (reader.read_u8()?, reader.read_var_u32()?);
    let whole = reader.original_position() - at + u64::from(size);
    if whole > rest.end - at {
        // No such module is valid, whatever is said of it.
        BinaryReader::new(&[], rest.end).read_u8()?;
    }
    if ![TYPES, IMPORTS, FUNCTIONS, TABLES, MEMORIES, GLOBALS, EXPORTS, TAGS].contains(&id) {
        return Ok(Shown::Taken(whole));
    }
    let missing = whole.saturating_sub(bytes.len() as u64);
    if missing > 0 && !is_last {
        return Ok(Shown::Wanting(missing));
    }
    let start = reader.original_position();
    let content = BinaryReader::new(reader.read_bytes(size as usize)?, start);
    match id {
        TYPES => validator.type_section(&TypeSectionReader::new(content)?)?,
        IMPORTS => validator.import_section(&ImportSectionReader::new(content)?)?,
        FUNCTIONS => validator.function_section(&FunctionSectionReader::new(content)?)?,
        TABLES => validator.table_section(&TableSectionReader::new(content)?)?,
        MEMORIES => validator.memory_section(&MemorySectionReader::new(content)?)?,
        GLOBALS => validator.global_section(&GlobalSectionReader::new(content)?)?,
        EXPORTS => validator.export_section(&ExportSectionReader::new(content)?)?,
        TAGS => validator.tag_section(&TagSectionReader::new(content)?)?,
        _ => {}
    }
    Ok(Shown::Taken(whole))
}

/// How many bytes of code a module has, by the heads of its sections; `None` if these don't say that soon.
pub(super) fn code(contents: &Contents, module: &Range<u64>) -> Option<u64> {
    let mut at = module.start + HEAD as u64;
    for _ in 0..SECTIONS {
        if at >= module.end {
            return Some(0);
        }
        let mut head = Vec::with_capacity(HEAD);
        contents.copy(at..module.end.min(at + HEAD as u64), &mut head).ok()?;
        let mut reader = BinaryReader::new(&head, at);
        let (id, size) = (reader.read_u8().ok()?, reader.read_var_u32().ok()?);
        if id == CODE {
            return Some(size.into());
        }
        at = reader.original_position() + u64::from(size);
    }
    None
}
