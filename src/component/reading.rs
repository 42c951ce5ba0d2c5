//! A component that has been read: its bytes, and its ports with their types.

use std::sync::{Arc, Mutex};

use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, InterfaceName};
use crate::base::threads;
use crate::component::contents::Contents;
use crate::component::identity::{Binary, Seen, Verdicts};
use crate::component::parts::Part;
use crate::component::pool::Pool;
use crate::component::walk::Bodies;
use crate::component::window::Buffers;
use crate::component::{ComponentError, ComponentName, decode, sniff};
use crate::graph::TypeGraph;

/// A component, validated.
#[derive(Clone, Debug)]
pub struct Component {
    /// How messages call it.
    pub name: ComponentName,
    /// The binary, also where the file was text.
    pub bytes: Binary,
    /// The modules and components in it.
    pub parts: Vec<Part>,
    /// What it imports and exports. Each side has types of its own, exactly as the binary declares them.
    pub graph: TypeGraph,
    /// The names of its imports as the binary spells them, in its order.
    pub imports: IndexMap<ExternName, Port>,
    /// The names of its exports.
    pub exports: IndexMap<ExternName, Port>,
}

impl Component {
    /// All bytes of the binary.
    pub fn whole(&self) -> Result<Arc<[u8]>, ComponentError> {
        let contents = &self.bytes.contents;
        contents.whole().map_err(|error| ComponentError::unread(&self.name, contents, error))
    }
}

/// An import or export as the binary spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The name in the binary; a canonical version (`@0.2`) stays as it is.
    pub wire_name: Arc<str>,
    /// The interface that an import or export with a name of its own implements.
    pub implements: Option<InterfaceName>,
    /// What `wire_name` lacks of the whole version.
    pub version_suffix: Option<Arc<str>>,
    /// The id that a registry or deployment knows it by.
    pub external_id: Option<Arc<str>>,
    /// What is imported or exported.
    pub kind: PortKind,
}

/// What is imported or exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortKind {
    /// An instance, whose functions and types are in [`Component::graph`].
    Interface,
    /// A function.
    Func,
    /// A type.
    Type,
    /// Something that WIT has no word for; it can be handed on but not described.
    Other(Beyond),
}

impl PortKind {
    /// In words.
    pub fn noun(self) -> &'static str {
        match self {
            PortKind::Interface => "an interface",
            PortKind::Func => "a function",
            PortKind::Type => "a type",
            PortKind::Other(beyond) => beyond.noun(),
        }
    }
}

/// What WIT has no word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// A core module.
    Module,
    /// A component.
    Component,
    /// A value.
    Value,
    /// An instance with something else in it than functions and types of values.
    Instance,
    /// The type of a function, instance or component.
    Type,
}

impl Beyond {
    /// In words.
    pub fn noun(self) -> &'static str {
        match self {
            Beyond::Module => "a core module",
            Beyond::Component => "a component",
            Beyond::Value => "a value",
            Beyond::Instance => "an instance that WIT can't describe",
            Beyond::Type => "a type that WIT can't describe",
        }
    }
}

/// Reads a component, binary or text.
pub fn read(name: impl Into<ComponentName>, bytes: &[u8]) -> Result<Component, ComponentError> {
    read_as(name.into(), bytes)
}

/// The same, under a name that is more than a path.
pub fn read_as(name: ComponentName, bytes: &[u8]) -> Result<Component, ComponentError> {
    let input = [(name, Contents::Held(bytes.into()))];
    let read = read_on(threads(&input), None, &input).pop();
    read.unwrap_or_else(|| read_alone(&input[0]))
}

/// The binary of a component for an engine: it is checked as [`read`] does, but an engine may take more parts.
pub fn binary(name: impl Into<ComponentName>, bytes: &[u8]) -> Result<Arc<[u8]>, ComponentError> {
    let name = name.into();
    match read(name.clone(), bytes) {
        Ok(component) => component.whole(),
        Err(ComponentError::TooMany { .. }) => sniff::component(&name, bytes),
        Err(error) => Err(error),
    }
}

/// Reads components at the same time, each module that is in several of them once.
pub fn read_all(inputs: &[(ComponentName, Contents)]) -> Vec<Result<Component, ComponentError>> {
    read_all_knowing(None, inputs)
}

/// The same where large modules may be known from before to be valid: only what others see of them is read again.
pub fn read_all_knowing(
    before: Option<&dyn Verdicts>,
    inputs: &[(ComponentName, Contents)],
) -> Vec<Result<Component, ComponentError>> {
    let read = read_on(threads(inputs), before, inputs);
    if inputs.len() > 1 && read.iter().any(Result::is_err) {
        // Who has the same damaged module is to be told as well.
        return inputs.iter().map(read_alone).collect();
    }
    read
}

/// What takes more than a moment to read.
const LARGE: u64 = 1 << 20;

/// How many threads are worth being started.
fn threads(inputs: &[(ComponentName, Contents)]) -> usize {
    const MANY: usize = 64;
    let size: u64 = inputs.iter().map(|(_, contents)| contents.size()).sum();
    let is_much = size >= LARGE || inputs.len() >= MANY;
    if is_much { threads::cores() } else { 1 }
}

fn read_on(
    count: usize,
    before: Option<&dyn Verdicts>,
    inputs: &[(ComponentName, Contents)],
) -> Vec<Result<Component, ComponentError>> {
    let (seen, shared) = (Seen::new(before), Mutex::default());
    if count <= 1 {
        let mut buffers = Buffers::new(&shared);
        return inputs.iter().map(|input| read_one(input, Bodies::New(&seen, None), &mut buffers)).collect();
    }
    let pool = Pool::new(inputs.len());
    threads::together(count, inputs.len(), |read| {
        let mut buffers = Buffers::new(&shared);
        pool.work(&mut |place| {
            if let Some(input) = inputs.get(place) {
                read(place, read_one(input, Bodies::New(&seen, Some(&pool)), &mut buffers));
            }
        });
    })
}

/// Reads a component by itself.
fn read_alone(input: &(ComponentName, Contents)) -> Result<Component, ComponentError> {
    let shared = Mutex::default();
    read_one(input, Bodies::New(&Seen::default(), None), &mut Buffers::new(&shared))
}

fn read_one(
    (name, contents): &(ComponentName, Contents),
    bodies: Bodies<'_>,
    buffers: &mut Buffers<'_>,
) -> Result<Component, ComponentError> {
    let contents = sniff::contents(name, contents.clone())?;
    let decode::Decoded { graph, imports, exports, parts } =
        decode::decode(name, &contents, bodies, buffers)?;
    let (name, bytes) = (name.clone(), Binary::new(contents));
    if bytes.contents.size() < LARGE {
        // There may be hundreds, and others read some of them meanwhile: later this is done by one thread.
        bytes.digest();
    }
    Ok(Component { name, bytes, parts, graph, imports, exports })
}

/// Checks that `bytes` are a valid component, without its functions' bodies: for a component put together from parts
/// that [`read`] has checked whole.
pub fn check(name: &ComponentName, bytes: Arc<[u8]>) -> Result<(), ComponentError> {
    decode::check(name, &Contents::Held(bytes))
}

/// The same for one that is still being written, of which `pieces` come in order, each of whole sections.
pub fn check_arriving(
    name: &ComponentName,
    pieces: impl Iterator<Item = Vec<u8>>,
) -> Result<(), ComponentError> {
    decode::check_arriving(name, pieces)
}
