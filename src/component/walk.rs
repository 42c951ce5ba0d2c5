//! One walk through a binary: it is validated, and what is in it is noted.

use std::ops::Range;
use std::sync::Arc;

use wasmparser::types::Types;
use wasmparser::{
    BinaryReader, Chunk, DataSectionReader, FuncToValidate, FunctionBody, Parser, Payload, ValidPayload,
    Validator, ValidatorResources, WasmFeatures,
};

use crate::component::bodies::{Batch, Validating, Verdict};
use crate::component::contents::Contents;
use crate::component::identity::{Identity, Seen};
use crate::component::outside::{self, Shown};
use crate::component::parts::{Part, PartKind, reach};
use crate::component::pool::Pool;
use crate::component::tail::{Tail, tail};
use crate::graph::node::Side;

/// What is smaller is not worth being compared: an alias takes some bytes itself.
const MIN_COMPARED: u64 = 64;
/// Components that are nested deeper are not compared: each level might be read once more.
const MAX_DEPTH: usize = 3;

/// What is validated of modules.
#[derive(Clone, Copy)]
pub(super) enum Bodies<'a> {
    /// All but their data, once; bodies of functions with whoever else has time. Of those that were seen before, what
    /// others see of them.
    New(&'a Seen<'a>, Option<&'a Pool>),
    /// All but bodies of functions, and data.
    Skip,
}

/// What came of a step.
pub(super) enum Step {
    /// So many bytes were looked at, or need not be.
    Taken(u64),
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
    validating: Validating,
    /// Bodies that are to be handed over.
    batch: Batch,
    verdict: Arc<Verdict>,
    parser: Parser,
    /// The parsers of the components around the current module or component, which is the last frame.
    outer: Vec<Parser>,
    frames: Vec<Frame>,
    /// How many bodies of the current module are still to come.
    bodies_left: u32,
    /// Modules of which all bodies were looked at.
    checked: Vec<Identity>,
    /// Where the next payload begins.
    at: u64,
}

/// A module or component inside that is being walked through.
struct Frame {
    part: Part,
    is_known: bool,
    /// The end of a module that need not be read.
    tail: Option<Tail>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(contents: &'a Contents, bodies: Bodies<'a>) -> Self {
        Self {
            ports: Vec::new(),
            parts: Vec::new(),
            contents,
            bodies,
            validator: Validator::new_with_features(WasmFeatures::all()),
            validating: Validating::default(),
            batch: Batch::default(),
            verdict: Arc::default(),
            parser: Parser::new(0),
            outer: Vec::new(),
            frames: Vec::new(),
            bodies_left: 0,
            checked: Vec::new(),
            at: 0,
        }
    }

    /// Looks at the payload that `bytes` begin with; `is_last` if nothing follows them.
    pub(super) fn step(&mut self, bytes: &[u8], is_last: bool) -> wasmparser::Result<Step> {
        if let Some(module) = self.known_module() {
            return self.known(module, bytes, is_last);
        }
        if let Some(step) = self.tail()? {
            return Ok(step);
        }
        let (payload, length) = match self.parser.parse(bytes, is_last)? {
            Chunk::NeedMoreData(hint) => return Ok(Step::Wanting(hint as u64)),
            Chunk::Parsed { payload, consumed } => (payload, consumed),
        };
        let start = self.at;
        self.at += length as u64;
        match self.validator.payload(&payload)? {
            ValidPayload::Ok | ValidPayload::Parser(_) => {}
            ValidPayload::Func(func, body) => self.body(func, &body)?,
            ValidPayload::End(types) if self.outer.is_empty() => return Ok(Step::End(Box::new(types))),
            ValidPayload::End(_) => {}
        }
        if let Payload::CodeSectionStart { count, size, .. } = &payload {
            if self.is_skipped(u64::from(*size)) {
                self.parser.skip_section();
                self.at += u64::from(*size);
                return Ok(Step::Taken(length as u64 + u64::from(*size)));
            }
            self.bodies_left = *count;
        } else if let Payload::CodeSectionEntry(_) = &payload {
            self.bodies_left = self.bodies_left.saturating_sub(1);
        }
        self.note(&payload, start)?;
        Ok(Step::Taken(length as u64))
    }

    /// Whether so many bytes of code that come next need not be looked at. They must be there; of a component that is
    /// still being written nothing is known.
    fn is_skipped(&self, size: u64) -> bool {
        let whole = self.contents.size();
        matches!(self.bodies, Bodies::Skip) && (whole == 0 || self.at + size <= whole)
    }

    /// Where the module is, if the walk is in one that is known to be valid.
    fn known_module(&self) -> Option<Range<u64>> {
        let frame = self.frames.last().filter(|frame| frame.is_known)?;
        Some(frame.part.content.clone())
    }

    /// Looks at the next of such a module that others see.
    fn known(&mut self, module: Range<u64>, bytes: &[u8], is_last: bool) -> wasmparser::Result<Step> {
        let left = module.end.saturating_sub(self.at);
        if left == 0 {
            return self.end(self.at);
        }
        let its_bytes = usize::try_from(left).ok().and_then(|left| bytes.get(..left));
        let (bytes, is_last) = (its_bytes.unwrap_or(bytes), is_last || its_bytes.is_some());
        let shown = if self.at == module.start {
            outside::head(&mut self.validator, bytes, is_last, self.at)?
        } else {
            outside::section(&mut self.validator, bytes, is_last, self.at..module.end)?
        };
        match shown {
            Shown::Taken(length) => {
                self.at += length;
                Ok(Step::Taken(length))
            }
            Shown::Wanting(hint) => Ok(Step::Wanting(hint)),
        }
    }

    /// Looks at the rest of a module without its bytes, if the walk is there. What is wrong with that is told by those who
    /// look at all of it.
    fn tail(&mut self) -> wasmparser::Result<Option<Step>> {
        if self.bodies_left > 0 {
            return Ok(None);
        }
        let at = self.at;
        let Some(frame) = self.frames.last_mut() else { return Ok(None) };
        let Some(tail) = frame.tail.take_if(|tail| tail.section == at) else { return Ok(None) };
        let end = frame.part.content.end;
        let data = DataSectionReader::new(BinaryReader::new(&tail.emptied, at))?;
        if self.validator.data_section(&data).is_err() {
            return Ok(None);
        }
        self.end(end).map(Some)
    }

    /// Ends a module whose end was not parsed.
    fn end(&mut self, end: u64) -> wasmparser::Result<Step> {
        self.validator.end(end)?;
        let left = end - self.at;
        self.at = end;
        self.leave();
        Ok(Step::Taken(left))
    }

    /// The first error in the bodies that were left to others, once they are done.
    pub(super) fn settle(&mut self) -> wasmparser::Result<()> {
        if let Some(pool) = self.pool() {
            if let Err(error) = std::mem::take(&mut self.batch).validate(&mut self.validating) {
                self.verdict.add(error);
            }
            pool.settle(&self.verdict, &mut self.validating);
        }
        self.verdict.error().map_or(Ok(()), Err)
    }

    /// Nothing is wrong with any body that was looked at.
    pub(super) fn note_valid(&self) {
        if let Bodies::New(seen, _) = self.bodies {
            self.checked.iter().for_each(|module| seen.validated(module));
        }
    }

    fn body(
        &mut self,
        func: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'_>,
    ) -> wasmparser::Result<()> {
        let Some(pool) = self.pool() else { return self.validating.validate(func, body) };
        self.batch.add(func, body);
        if self.batch.is_full() {
            pool.give(std::mem::take(&mut self.batch), &self.verdict, &mut self.validating);
        }
        Ok(())
    }

    fn pool(&self) -> Option<&'a Pool> {
        match self.bodies {
            Bodies::New(_, pool) => pool,
            Bodies::Skip => None,
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
        let identity = match self.bodies {
            Bodies::New(..) if is_compared && is_large => Some(Identity::new(self.contents, content.clone())),
            Bodies::New(..) | Bodies::Skip => None,
        };
        let is_known = match (self.bodies, kind) {
            (Bodies::New(seen, _), PartKind::Module) => {
                self.contents.is_valid() || identity.as_ref().is_some_and(|identity| seen.is_known(identity))
            }
            (Bodies::New(..) | Bodies::Skip, PartKind::Module | PartKind::Component) => false,
        };
        let tail = match kind {
            PartKind::Module if !is_known => tail(self.contents, &content),
            PartKind::Module | PartKind::Component => None,
        };
        let section = start..content.end;
        let part = Part { kind, section, content, identity, is_closed: true, parts: Vec::new() };
        self.frames.push(Frame { part, is_known, tail });
        self.outer.push(std::mem::replace(&mut self.parser, inner.clone()));
    }

    fn leave(&mut self) {
        if let (Some(frame), Some(parser)) = (self.frames.pop(), self.outer.pop()) {
            self.parser = parser;
            if frame.part.kind == PartKind::Module && !frame.is_known {
                self.checked.extend(frame.part.identity.clone());
            }
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
