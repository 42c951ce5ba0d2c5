//! Which parts of components are the same. Only what is as long as something else is read for it.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::maps::{HashMap, HashSet};
use crate::component::contents::{Contents, Digest};

/// Some bytes of a binary, to be told from others: their length is known, their digest made when it is asked for.
#[derive(Clone, Debug)]
pub struct Identity {
    contents: Contents,
    range: Range<u64>,
    digest: Arc<OnceLock<Option<Digest>>>,
}

impl Identity {
    pub(super) fn new(contents: &Contents, range: Range<u64>) -> Self {
        Self { contents: contents.clone(), range, digest: Arc::default() }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// Their digest, if somebody has asked for it.
    pub fn known(&self) -> Option<Digest> {
        self.digest.get().copied().flatten()
    }

    /// Their digest; `None` if they can't be read again.
    pub fn digest(&self) -> Option<Digest> {
        *self.digest.get_or_init(|| self.contents.digest(self.range.clone()).ok())
    }
}

/// What is known from before of modules: that the bodies of their functions are valid.
pub trait Verdicts: Sync {
    /// Whether it is known of this one.
    fn is_valid(&self, module: &Digest) -> bool;
    /// It was found out of this one.
    fn add(&self, module: Digest);
}

/// What is validated before its digest would be made is not worth being remembered.
const REMEMBERED: u64 = 256 << 10;

/// Modules that were validated: of all components that are read together, by how long they are, and before.
#[derive(Default)]
pub(super) struct Seen<'a> {
    modules: Mutex<HashMap<u64, Arc<Mutex<OfOneSize>>>>,
    before: Option<&'a dyn Verdicts>,
}

/// The first of its size has no digest until there is another.
#[derive(Debug)]
struct OfOneSize {
    first: Option<Identity>,
    digests: HashSet<Digest>,
}

impl<'a> Seen<'a> {
    /// None yet, but for those of which something is known.
    pub(super) fn new(before: Option<&'a dyn Verdicts>) -> Self {
        Self { modules: Mutex::default(), before }
    }

    /// Whether a module was seen before; now it was.
    pub(super) fn is_known(&self, module: &Identity) -> bool {
        let is_valid = |before: &dyn Verdicts| module.digest().is_some_and(|digest| before.is_valid(&digest));
        self.before(module).is_some_and(is_valid) || self.is_again(module)
    }

    /// A module was found to be valid.
    pub(super) fn validated(&self, module: &Identity) {
        if let (Some(before), Some(digest)) = (self.before(module), module.digest()) {
            before.add(digest);
        }
    }

    fn before(&self, module: &Identity) -> Option<&'a dyn Verdicts> {
        self.before.filter(|_| module.size() >= REMEMBERED)
    }

    /// Whether it is in a component that is read now, not for the first time.
    fn is_again(&self, module: &Identity) -> bool {
        let of_size = {
            let mut sizes = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(of_size) = sizes.get(&module.size()) else {
                let of_size = OfOneSize { first: Some(module.clone()), digests: HashSet::default() };
                sizes.insert(module.size(), Arc::new(Mutex::new(of_size)));
                return false;
            };
            Arc::clone(of_size)
        };
        let mut of_size = of_size.lock().unwrap_or_else(PoisonError::into_inner);
        let first = of_size.first.take().and_then(|first| first.digest());
        of_size.digests.extend(first);
        module.digest().is_some_and(|digest| !of_size.digests.insert(digest))
    }
}
