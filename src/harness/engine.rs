//! Engines of wasmtime, each tuned for what it is to do, and components compiled by them.

use std::path::Path;
use std::sync::Arc;

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::component::contents::Digest;
use crate::component::places::Places;
use crate::harness::artifact::{self, CodeError};
use crate::harness::background::compiling;
use crate::harness::cache::{Cache, Key};
use crate::harness::draft::Draft;
use crate::harness::error::{EngineError, HarnessError, NotComponent};
use crate::harness::exports::Exports;
use crate::harness::limits::RunLimits;
use crate::harness::pool::{self, Need};
use crate::harness::settings::{Purpose, Settings, Tier};
use crate::kept::stamp::Stamp;

/// A component, compiled and ready to be linked.
#[derive(Debug)]
pub struct Guest {
    /// How messages name it.
    pub name: String,
    /// The functions it exports.
    pub exports: Exports,
    /// How good its machine code is.
    pub tier: Tier,
    pub(super) component: Component,
    pub(super) places: Arc<Places>,
    pub(super) limits: RunLimits,
}

/// A component on an engine that keeps room for many instances of it.
#[derive(Debug)]
pub struct Hosted {
    /// The component.
    pub guest: Guest,
    /// How many instances there is room for at once.
    pub room: u32,
    /// What better code can be made from, if this was made in a hurry.
    pub(super) draft: Option<Draft>,
}

/// A component as it comes from a file.
#[derive(Clone, Copy, Debug)]
pub struct Binary<'b> {
    /// How messages name it.
    pub name: &'b str,
    /// What is in the file.
    pub form: Form<'b>,
    /// Where machine code of it may be found, and is kept.
    pub cache: Option<&'b Cache>,
    /// What code will do if there is none yet.
    pub tier: Tier,
    /// That of the file it was read from, from before: then the cache knows it without reading, see [`recall`].
    pub stamp: Option<&'b Stamp>,
}

/// What a file has.
#[derive(Clone, Copy, Debug)]
pub enum Form<'b> {
    /// A component, in these bytes.
    Component(&'b [u8]),
    /// What [`compile`] has made of one, in this file. Machine code does whatever it likes: give only what you trust.
    Code(&'b Path),
}

/// The component, compiled for one instance that runs to its end, or to its limits.
pub fn load(binary: &Binary<'_>, limits: RunLimits) -> Result<Guest, HarnessError> {
    let Binary { name, .. } = *binary;
    let Compiled { settings, component, .. } = compiled(Purpose::Once(limits), binary)?;
    let (name, exports, places) = (name.to_owned(), Exports::of(&component), places(binary));
    Ok(Guest { name, exports, tier: settings.tier, component, places, limits })
}

/// The component in `file`, if it was loaded from there before, the file has not changed since, and the cache has the
/// best code of it. Otherwise it is to be read, and loaded with [`load`].
pub fn recall(name: &str, file: &Path, cache: &Cache, limits: RunLimits) -> Option<Guest> {
    let digest = cache.recall(&Stamp::settled(file)?)?;
    let Found { settings, component, key } =
        find(name, cache, &digest, Purpose::Once(limits), Tier::Best).ok()??;
    let (name, exports, places) = (name.to_owned(), Exports::of(&component), Arc::new(cache.places(&key)));
    Some(Guest { name, exports, tier: settings.tier, component, places, limits })
}

/// The component, compiled for many short-lived instances, `instances` of them at once if the address space has room
/// for so many.
pub fn load_for_many(binary: &Binary<'_>, instances: u32) -> Result<Hosted, HarnessError> {
    let Binary { name, .. } = *binary;
    let unusable = |error| HarnessError::unusable(name, error);
    let Compiled { settings, component, kept } = compiled(Purpose::Many, binary)?;
    // What a pool has to hold is known of a compiled component only, and a pool belongs to an engine from its
    // beginning. What is compiled does not depend on the pool, so the component moves on to an engine with one.
    let need = Need::of(&component, settings.concurrency);
    let pooled = pool::engine(&settings.config_for_code(), need, instances).map_err(unusable)?;
    let component = match kept.as_ref().and_then(|kept| kept.map(&pooled.engine)) {
        Some(component) => component,
        None => artifact::moved(&component, &pooled.engine).map_err(unusable)?,
    };
    // What requests may take is known to those who serve.
    let limits = RunLimits::default();
    let (exports, places, tier) = (Exports::of(&component), places(binary), settings.tier);
    let guest = Guest { name: name.to_owned(), exports, tier, component, places, limits };
    Ok(Hosted { guest, room: pooled.room, draft: Draft::of(binary, tier, instances) })
}

/// The machine code of the component `bytes`, to be kept in a file that [`Form::Code`] names.
pub fn compile(name: &str, bytes: &[u8], purpose: Purpose) -> Result<Vec<u8>, HarnessError> {
    Ok(artifact::file(code(purpose, Tier::Best, name, bytes)?.bytes, &Places::of(bytes)))
}

/// Where the modules of the component run, for backtraces.
fn places(binary: &Binary<'_>) -> Arc<Places> {
    Arc::new(match binary.form {
        Form::Component(bytes) => Places::of(bytes),
        // Backtraces do without.
        Form::Code(file) => artifact::places(file).unwrap_or_default(),
    })
}

/// Sees to it that `cache` has the best code of the component `bytes`. If another process is at it, `Patience` says
/// whether that is enough.
pub fn keep(
    name: &str,
    bytes: &[u8],
    purpose: Purpose,
    cache: &Cache,
    patience: Patience,
) -> Result<(), HarnessError> {
    let digest = Digest::of(bytes);
    let claim = match patience {
        Patience::Waits => cache.wait(&digest),
        Patience::Leaves => match cache.claim(&digest) {
            Some(claim) => Some(claim),
            None => return Ok(()),
        },
    };
    if find(name, cache, &digest, purpose, Tier::Best)?.is_some() {
        return Ok(());
    }
    let Code { engine, bytes: code, .. } = code(purpose, Tier::Best, name, bytes)?;
    let kept = cache.put(&Key::of(&digest, &engine), &artifact::file(code, &Places::of(bytes)));
    drop(claim);
    kept.map_err(|error| CodeError::NotKept { name: name.to_owned(), error }.into())
}

/// What [`keep`] does when another process does the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// It comes back when the code is there.
    Waits,
    /// It leaves it to the other.
    Leaves,
}

struct Compiled<'c> {
    settings: Settings,
    component: Component,
    kept: Option<Kept<'c>>,
}

/// Where machine code is.
enum Kept<'c> {
    InCache(&'c Cache, Key),
    InFile(&'c Path),
}

impl Kept<'_> {
    fn map(&self, engine: &Engine) -> Option<Component> {
        match self {
            Kept::InCache(cache, key) => cache.get(engine, key),
            Kept::InFile(file) => artifact::mapped(engine, file).ok(),
        }
    }
}

fn compiled<'c>(purpose: Purpose, binary: &Binary<'c>) -> Result<Compiled<'c>, HarnessError> {
    let Binary { name, form, cache, tier, stamp } = *binary;
    let bytes = match form {
        Form::Component(bytes) => bytes,
        Form::Code(file) => return from_file(purpose, name, file),
    };
    let cache = cache.map(|cache| (cache, Digest::of(bytes)));
    if let (Some((cache, digest)), Some(stamp)) = (&cache, stamp) {
        cache.remember(stamp, digest);
    }
    if let Some((cache, digest)) = &cache
        && let Some(Found { settings, component, key }) = find(name, cache, digest, purpose, tier)?
    {
        return Ok(Compiled { settings, component, kept: Some(Kept::InCache(cache, key)) });
    }
    let Code { settings, engine, bytes: code } = code(purpose, tier, name, bytes)?;
    let component = artifact::fresh(&engine, &code).map_err(|error| HarnessError::unusable(name, error))?;
    let kept = cache.map(|(cache, digest)| {
        let key = Key::of(&digest, &engine);
        // That this fails is nobody's loss: it will be compiled again.
        let _ = cache.put(&key, &artifact::file(code, &Places::of(bytes)));
        Kept::InCache(cache, key)
    });
    Ok(Compiled { settings, component, kept })
}

/// Code that the cache has.
struct Found {
    settings: Settings,
    component: Component,
    key: Key,
}

/// The code that `cache` has of a component, the best of what will do.
fn find(
    name: &str,
    cache: &Cache,
    component: &Digest,
    purpose: Purpose,
    tier: Tier,
) -> Result<Option<Found>, HarnessError> {
    for settings in Settings::all(purpose, tier) {
        let engine = settings.engine(name)?;
        let key = Key::of(component, &engine);
        if let Some(component) = cache.get(&engine, &key) {
            return Ok(Some(Found { settings, component, key }));
        }
    }
    Ok(None)
}

/// A file of machine code, if it is whole and this compiler's.
fn from_file<'c>(purpose: Purpose, name: &str, file: &'c Path) -> Result<Compiled<'c>, HarnessError> {
    artifact::check(file).map_err(|error| CodeError::Damaged { name: name.to_owned(), error })?;
    let mut first = None;
    for settings in Settings::all(purpose, Tier::Best) {
        match artifact::mapped(&settings.engine(name)?, file) {
            Ok(component) => return Ok(Compiled { settings, component, kept: Some(Kept::InFile(file)) }),
            // What is said of the first engine is said to most users.
            Err(error) => drop(first.get_or_insert(error)),
        }
    }
    let error = EngineError(first.unwrap_or_else(|| wasmtime::format_err!("no engine takes it")));
    Err(CodeError::Other { name: name.to_owned(), error }.into())
}

/// Machine code, and the engine that made it.
struct Code {
    settings: Settings,
    engine: Engine,
    bytes: Vec<u8>,
}

/// The code that `tier` makes of a component; the best, if that one can't make any.
fn code(purpose: Purpose, tier: Tier, name: &str, bytes: &[u8]) -> Result<Code, HarnessError> {
    if let Some(what) = not_a_component(bytes) {
        return Err(HarnessError::NotAComponent { name: name.to_owned(), what, help: what.advice() });
    }
    let mut wanted: Vec<Settings> = Settings::all(purpose, tier).collect();
    // The best of what may be is what is looked for first, and made last.
    wanted.sort_by_key(|settings| settings.tier == Tier::Best);
    let mut last = None;
    for settings in wanted {
        let engine = settings.engine(name)?;
        // A component with the asynchronous ABI is refused while its types are read, long before anything has been
        // compiled.
        match compiling(|| engine.precompile_component(bytes)) {
            Ok(bytes) => return Ok(Code { settings, engine, bytes }),
            Err(error) => last = Some(error),
        }
    }
    let error = last.unwrap_or_else(|| wasmtime::format_err!("no engine takes it"));
    Err(HarnessError::unusable(name, error))
}

/// What `bytes` are, if their first ones say that they are no component.
fn not_a_component(bytes: &[u8]) -> Option<NotComponent> {
    match bytes {
        [] => Some(NotComponent::Empty),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Some(NotComponent::CoreModule),
        // The second half of the version is the layer: 1 for components.
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => None,
        [0, b'a', b's', b'm', ..] => Some(NotComponent::UnknownVersion),
        _ if std::str::from_utf8(bytes).is_ok() => Some(NotComponent::Text),
        _ => Some(NotComponent::NotWasm),
    }
}
