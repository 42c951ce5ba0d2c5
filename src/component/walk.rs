//! One walk through a binary: it is validated, and what is in it is noted.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Mutex;

use wasmparser::types::Types;
use wasmparser::{Chunk, FuncValidatorAllocations, Parser, Payload, ValidPayload, Validator, WasmFeatures};

use crate::component::contents::{Contents, Digest};
use crate::component::parts::{Part, PartKind, reach};
use crate::graph::node::Side;

/// What is smaller is not worth being compared: an alias takes some bytes itself.
const MIN_COMPARED: u64 = 64;
/// Components that are nested deeper are not compared: each level would be read once more.
const MAX_DEPTH: usize = 3;

/// Modules that were validated, of all components that are read together.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<HashSet<Digest>>);

impl Seen {
    /// Whether a module was seen before; now it was.
    fn is_known(&self, module: Digest) -> bool {
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        !known.insert(module)
    }
}

/// Which functions' bodies are validated.
#[derive(Clone, Copy)]
pub(super) enum Bodies<'a> {
    /// Those of modules that were not seen before.
    New(&'a Seen),
    /// None.
    Skip,
}

/// What came of a step.
pub(super) enum Step {
    /// So many bytes were looked at.
    Taken(usize),
    /// At least so many more bytes are needed.
    Wanting(u64),
    /// That was all.
    End(Box<Types>),
}

/// A walk, and what was seen on it.
pub(super) struct Walk<'a> {
    /// The outermost component's ports, in the order of the binary.
    pub(super) ports: Vec<(Side, String)>,
    /// What is in the outermost component.
    pub(super) parts: Vec<Part>,
    contents: &'a Contents,
    bodies: Bodies<'a>,
    validator: Validator,
    allocations: FuncValidatorAllocations,
    parser: Parser,
    /// The parsers of the components around the current module or component, which is the last frame.
    outer: Vec<Parser>,
    frames: Vec<Frame>,
    /// Where the next payload begins.
    at: u64,
}

/// A module or component inside that is being walked through.
struct Frame {
    part: Part,
    is_known: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(contents: &'a Contents, bodies: Bodies<'a>) -> Self {
        Self {
            ports: Vec::new(),
            parts: Vec::new(),
            contents,
            bodies,
            validator: Validator::new_with_features(WasmFeatures::all()),
            allocations: FuncValidatorAllocations::default(),
            parser: Parser::new(0),
            outer: Vec::new(),
            frames: Vec::new(),
            at: 0,
        }
    }

    /// Looks at the payload that `bytes` begin with; `is_last` if nothing follows them.
    pub(super) fn step(&mut self, bytes: &[u8], is_last: bool) -> wasmparser::Result<Step> {
        let (payload, length) = match self.parser.parse(bytes, is_last)? {
            Chunk::NeedMoreData(hint) => return Ok(Step::Wanting(hint as u64)),
            Chunk::Parsed { payload, consumed } => (payload, consumed),
        };
        let start = self.at;
        self.at += length as u64;
        match self.validator.payload(&payload)? {
            ValidPayload::Ok | ValidPayload::Parser(_) => {}
            ValidPayload::Func(func, body) => {
                if self.is_checked() {
                    let mut func = func.into_validator(std::mem::take(&mut self.allocations));
                    func.validate(&body)?;
                    self.allocations = func.into_allocations();
                }
            }
            ValidPayload::End(types) if self.outer.is_empty() => return Ok(Step::End(Box::new(types))),
            ValidPayload::End(_) => {}
        }
        self.note(&payload, start)?;
        Ok(Step::Taken(length))
    }

    /// Whether bodies are to be validated where the walk is now.
    fn is_checked(&self) -> bool {
        match self.bodies {
            Bodies::New(_) => !self.frames.last().is_some_and(|frame| frame.is_known),
            Bodies::Skip => false,
        }
    }

    fn note(&mut self, payload: &Payload<'_>, start: u64) -> wasmparser::Result<()> {
        if let Payload::ModuleSection { parser, unchecked_range } = payload {
            self.enter(PartKind::Module, parser, start, unchecked_range.clone());
        } else if let Payload::ComponentSection { parser, unchecked_range } = payload {
            self.enter(PartKind::Component, parser, start, unchecked_range.clone());
        } else if let Payload::End(_) = payload {
            self.leave();
        } else if self.frames.is_empty() {
            self.ports(payload)?;
        } else {
            let reach = reach(payload)? as usize;
            for frame in self.frames.iter_mut().rev().take(reach) {
                frame.part.is_closed = false;
            }
        }
        Ok(())
    }

    fn enter(&mut self, kind: PartKind, inner: &Parser, start: u64, content: Range<u64>) {
        let is_compared = match kind {
            PartKind::Module => true,
            PartKind::Component => self.frames.len() < MAX_DEPTH,
        };
        let is_large = content.end.saturating_sub(content.start) >= MIN_COMPARED;
        // What can't be read the walk itself will find.
        let digest = match self.bodies {
            Bodies::New(_) if is_compared && is_large => self.contents.digest(content.clone()).ok(),
            Bodies::New(_) | Bodies::Skip => None,
        };
        let is_known = match (self.bodies, digest, kind) {
            (Bodies::New(seen), Some(digest), PartKind::Module) => seen.is_known(digest),
            (Bodies::New(_) | Bodies::Skip, _, PartKind::Module | PartKind::Component) => false,
        };
        let section = start..content.end;
        let part = Part { kind, section, content, digest, is_closed: true, parts: Vec::new() };
        self.frames.push(Frame { part, is_known });
        self.outer.push(std::mem::replace(&mut self.parser, inner.clone()));
    }

    fn leave(&mut self) {
        if let (Some(frame), Some(parser)) = (self.frames.pop(), self.outer.pop()) {
            self.parser = parser;
            let siblings = self.frames.last_mut().map_or(&mut self.parts, |outer| &mut outer.part.parts);
            siblings.push(frame.part);
        }
    }

    /// The names that a section of the outermost component imports or exports.
    fn ports(&mut self, payload: &Payload<'_>) -> wasmparser::Result<()> {
        if let Payload::ComponentImportSection(imports) = payload {
            for import in imports.clone() {
                self.ports.push((Side::Import, import?.name.name.to_owned()));
            }
        } else if let Payload::ComponentExportSection(exports) = payload {
            for export in exports.clone() {
                self.ports.push((Side::Export, export?.name.name.to_owned()));
            }
        }
        Ok(())
    }
}
