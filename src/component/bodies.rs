//! Bodies of functions, which are validated one by one, in any order and on any thread.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wasmparser::{BinaryReader, FuncToValidate, FuncValidatorAllocations, FunctionBody, ValidatorResources};

/// How many bytes of code are handed over at once.
const BATCH: usize = 64 << 10;

type Func = FuncToValidate<ValidatorResources>;

/// Validates bodies.
#[derive(Default)]
pub(super) struct Validating(FuncValidatorAllocations);

impl Validating {
    pub(super) fn validate(&mut self, func: Func, body: &FunctionBody<'_>) -> wasmparser::Result<()> {
        let mut func = func.into_validator(std::mem::take(&mut self.0));
        func.validate(body)?;
        self.0 = func.into_allocations();
        Ok(())
    }
}

/// Bodies of one file that are validated together.
#[derive(Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    funcs: Vec<(Func, Range<usize>, u64)>,
}

impl Batch {
    /// One more body.
    pub(super) fn add(&mut self, func: Func, body: &FunctionBody<'_>) {
        if self.bytes.is_empty() {
            self.bytes.reserve(BATCH + BATCH / 8);
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(body.as_bytes());
        self.funcs.push((func, start..self.bytes.len(), body.range().start));
    }

    /// Whether it is worth handing over.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH
    }

    /// Validates all of it, up to the first that is wrong.
    pub(super) fn validate(self, validating: &mut Validating) -> wasmparser::Result<()> {
        for (func, range, offset) in self.funcs {
            let bytes = self.bytes.get(range).unwrap_or_default();
            validating.validate(func, &FunctionBody::new(BinaryReader::new(bytes, offset)))?;
        }
        Ok(())
    }
}

/// What is said of the bodies of a file by those who validate them.
#[derive(Default)]
pub(super) struct Verdict {
    /// How many batches nobody is done with.
    open: AtomicUsize,
    /// The first error in the file.
    error: Mutex<Option<wasmparser::Error>>,
}

impl Verdict {
    /// There is one more batch.
    pub(super) fn open(self: &Arc<Self>) -> Opened {
        self.open.fetch_add(1, Ordering::Relaxed);
        Opened(Arc::clone(self))
    }

    pub(super) fn is_settled(&self) -> bool {
        self.open.load(Ordering::Acquire) == 0
    }

    pub(super) fn add(&self, found: wasmparser::Error) {
        let mut error = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if error.as_ref().is_none_or(|known| found.offset() < known.offset()) {
            *error = Some(found);
        }
    }

    /// The first error that was found.
    pub(super) fn error(&self) -> Option<wasmparser::Error> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A batch that somebody is to validate. When this is dropped, it was.
pub(super) struct Opened(Arc<Verdict>);

impl Opened {
    pub(super) fn verdict(&self) -> &Verdict {
        &self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Release);
    }
}
