//! Which components, and which parts of them, are the same. Only what is as long as something else is read for it.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::atomic::{self, AtomicU64};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::maps::{HashMap, HashSet};
use crate::component::contents::{Contents, Digest};
use crate::component::outside;

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

/// The binary of a component that was read. Two of them are equal if all their bytes are.
#[derive(Clone, Debug)]
pub struct Binary {
    /// The bytes.
    pub contents: Contents,
    whole: Identity,
    reading: Reading,
}

/// By which reading of a file a binary came: that of its clones is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading(u64);

impl Reading {
    /// One that is like none before.
    fn new() -> Self {
        static READINGS: AtomicU64 = AtomicU64::new(0);
        Self(READINGS.fetch_add(1, atomic::Ordering::Relaxed))
    }
}

impl Binary {
    pub(super) fn new(contents: Contents) -> Self {
        let whole = Identity::new(&contents, 0..contents.size());
        Self { contents, whole, reading: Reading::new() }
    }

    /// Its digest, if somebody has asked for it.
    pub fn known(&self) -> Option<Digest> {
        self.whole.known()
    }

    /// Its digest, which is made when this is first asked; `None` if it can't be read again.
    pub fn digest(&self) -> Option<Digest> {
        self.whole.digest()
    }

    /// Which reading it came by.
    pub fn reading(&self) -> Reading {
        self.reading
    }
}

impl PartialEq for Binary {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Binary {}

impl PartialOrd for Binary {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Binary {
    fn cmp(&self, other: &Self) -> Ordering {
        // What can't be read again is like nothing else.
        let same_bytes = || match (self.digest(), other.digest()) {
            (Some(digest), Some(other)) => digest.cmp(&other),
            (digest, known) => digest.cmp(&known).then(self.reading().cmp(&other.reading())),
        };
        self.contents.size().cmp(&other.contents.size()).then_with(same_bytes)
    }
}

/// What is the same for binaries that are the same, and for no others of a group.
pub type Sameness = Result<Digest, Reading>;

/// How many binaries of a group there are of each size.
#[derive(Clone, Debug)]
pub struct Sizes(HashMap<u64, usize>);

impl Sizes {
    /// Those of a group.
    pub fn of<'a>(binaries: impl IntoIterator<Item = &'a Binary>) -> Self {
        let mut sizes = HashMap::default();
        for binary in binaries {
            *sizes.entry(binary.contents.size()).or_default() += 1;
        }
        Self(sizes)
    }

    /// What tells one of the group from others. What has a size of its own needs no digest for that.
    pub fn sameness(&self, binary: &Binary) -> Sameness {
        let is_alone = self.0.get(&binary.contents.size()).is_none_or(|count| *count == 1);
        let digest = if is_alone { None } else { binary.digest() };
        digest.ok_or(binary.reading())
    }
}

/// What is known from before of modules: that they are valid.
pub trait Verdicts: Sync {
    /// Whether it is known of this one.
    fn is_valid(&self, module: &Digest) -> bool;
    /// It was found out of this one.
    fn add(&self, module: Digest);
}

/// How many bytes of code are worth being remembered, so long as the module is,
const MUCH: u64 = 64 << 10;
/// and what part of the module they must be: a digest is made in this part of the time that validating code takes.
const PART: u64 = 16;

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
        if let Some(before) = self.before(module)
            && let Some(digest) = module.digest()
        {
            before.add(digest);
        }
    }

    fn before(&self, module: &Identity) -> Option<&'a dyn Verdicts> {
        let is_worth = || {
            let code = outside::code(&module.contents, &module.range).unwrap_or_default();
            code >= MUCH && code >= module.size() / PART
        };
        self.before.filter(|_| module.size() >= MUCH && is_worth())
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
