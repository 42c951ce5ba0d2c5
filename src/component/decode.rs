//! Which ports a component has: read from the binary while it is validated.

use std::sync::{Arc, Mutex};

use wasmparser::component_types::{ComponentAnyTypeId, ComponentEntityType, ComponentItem};
use wasmparser::types::{Types, TypesRef};

use crate::base::maps::{IndexMap, with_room};
use crate::base::names::{ExternName, WitName};
use crate::component::contents::Contents;
use crate::component::error::ComponentError;
use crate::component::parts::Part;
use crate::component::types::{Reader, Unreadable};
use crate::component::walk::{Bodies, Step, Walk};
use crate::component::window::{Arriving, Buffers, Feed, Window};
use crate::component::{Beyond, ComponentName, Port, PortKind, sniff};
use crate::graph::node::{Owner, Side};
use crate::graph::{Item, TypeGraph};

/// What the binary says of its ports.
pub(super) struct Decoded {
    pub(super) graph: TypeGraph,
    pub(super) imports: IndexMap<ExternName, Port>,
    pub(super) exports: IndexMap<ExternName, Port>,
    pub(super) parts: Vec<Part>,
}

/// Validates a component, and reads its ports. What is read of a file passes through `buffers`.
pub(super) fn decode(
    name: &ComponentName,
    contents: &Contents,
    bodies: Bodies<'_>,
    buffers: &mut Buffers<'_>,
) -> Result<Decoded, ComponentError> {
    let validated = validate(name, contents, bodies, &mut Window::new(contents, buffers))?;
    let types = (*validated.types).as_ref();
    if is_wit_package(&validated, types) {
        return Err(ComponentError::WitPackage { name: name.clone() });
    }
    // Hundreds of components may be in memory at once, and most have a port or two on each side.
    let count = |side| validated.ports.iter().filter(|(its, _)| *its == side).count();
    let (to_import, to_export) = (count(Side::Import), count(Side::Export));
    let mut reader = Reader::new(types, to_import, to_export);
    let (mut imports, mut exports) = (with_room(to_import), with_room(to_export));
    for (side, wire_name) in &validated.ports {
        let (item, ports) = match side {
            Side::Import => (types.component_item_for_import(wire_name), &mut imports),
            Side::Export => (types.component_item_for_export(wire_name), &mut exports),
        };
        if let Some(item) = item {
            let (name, port) = port(&mut reader, *side, wire_name, item);
            ports.insert(name, port);
        }
    }
    let mut parts = validated.parts;
    parts.shrink_to_fit();
    Ok(Decoded { graph: reader.graph.seal(), imports, exports, parts })
}

/// Validates a component but for the bodies of its functions.
pub(super) fn check(name: &ComponentName, contents: &Contents) -> Result<(), ComponentError> {
    let shared = Mutex::default();
    let mut buffers = Buffers::new(&shared);
    validate(name, contents, Bodies::Skip, &mut Window::new(contents, &mut buffers)).map(|_| ())
}

/// The same for one that is still being written.
pub(super) fn check_arriving(
    name: &ComponentName,
    pieces: impl Iterator<Item = Vec<u8>>,
) -> Result<(), ComponentError> {
    // Only who compares its parts looks at a component as a whole.
    let nothing = Contents::Held(Arc::default());
    validate(name, &nothing, Bodies::Skip, &mut Arriving::new(pieces)).map(|_| ())
}

/// Reads one import or export: its names, and its types into the reader's graph.
fn port(reader: &mut Reader<'_>, side: Side, wire_name: &str, item: &ComponentItem) -> (ExternName, Port) {
    let name = extern_name(&item.full_name(wire_name));
    let implements = item.full_implements().and_then(|full| extern_name(&full).interface().cloned());
    let (kind, read) = match item.ty {
        ComponentEntityType::Instance(id) => {
            let interface = implements.clone().or_else(|| name.interface().cloned());
            let owner = Owner::Interface(side, name.clone());
            (PortKind::Interface, reader.interface(interface, &owner, id).map(Item::Interface))
        }
        ComponentEntityType::Func(id) => {
            (PortKind::Func, reader.world_func(side, wire_name, id).map(Item::Func))
        }
        ComponentEntityType::Type { referenced, created } => {
            let name = WitName::new(wire_name);
            (PortKind::Type, reader.named(&name, &Owner::World, referenced, created).map(Item::Type))
        }
        ComponentEntityType::Module(_) => (PortKind::Other(Beyond::Module), Err(Unreadable)),
        ComponentEntityType::Component(_) => (PortKind::Other(Beyond::Component), Err(Unreadable)),
        ComponentEntityType::Value(_) => (PortKind::Other(Beyond::Value), Err(Unreadable)),
    };
    let kind = match (read, kind) {
        (Ok(item), kind) => {
            let items = match side {
                Side::Import => &mut reader.graph.imports,
                Side::Export => &mut reader.graph.exports,
            };
            items.insert(name.clone(), item);
            kind
        }
        (Err(Unreadable), PortKind::Interface) => PortKind::Other(Beyond::Instance),
        (Err(Unreadable), PortKind::Func | PortKind::Type) => PortKind::Other(Beyond::Type),
        (Err(Unreadable), PortKind::Other(beyond)) => PortKind::Other(beyond),
    };
    let text = |text: &Option<String>| text.as_deref().map(Into::into);
    let port = Port {
        wire_name: wire_name.into(),
        implements,
        version_suffix: text(&item.version_suffix),
        external_id: text(&item.external_id),
        kind,
    };
    (name, port)
}

/// A name as the binary has it. A canonical version without its suffix (`@0.2`) stands for the first of its track;
/// whatever is no name of an interface is taken as it is.
fn extern_name(full: &str) -> ExternName {
    let padded = ["", ".0", ".0.0"].iter().find_map(|rest| format!("{full}{rest}").parse().ok());
    padded.unwrap_or_else(|| ExternName::Plain(WitName::new(full)))
}

/// A WIT package in binary form exports types of components and nothing else.
fn is_wit_package(validated: &Validated, types: TypesRef<'_>) -> bool {
    let is_component_type = |(side, name): &(Side, String)| {
        let item = match side {
            Side::Import => None,
            Side::Export => types.component_item_for_export(name),
        };
        item.is_some_and(|item| {
            matches!(item.ty, ComponentEntityType::Type { created: ComponentAnyTypeId::Component(_), .. })
        })
    };
    !validated.ports.is_empty() && validated.ports.iter().all(is_component_type)
}

/// What was seen of a component while it was validated.
struct Validated {
    types: Box<Types>,
    /// The outermost component's ports, in the order of the binary.
    ports: Vec<(Side, String)>,
    parts: Vec<Part>,
}

fn validate(
    name: &ComponentName,
    contents: &Contents,
    bodies: Bodies<'_>,
    feed: &mut dyn Feed,
) -> Result<Validated, ComponentError> {
    let truncated = || ComponentError::Truncated { name: name.clone(), size: contents.size() };
    let failed = |error: wasmparser::Error| {
        if sniff::is_cut(&error) {
            return truncated();
        }
        if error.message().starts_with("modules and components count exceeds limit") {
            return ComponentError::TooMany { name: name.clone() };
        }
        ComponentError::Invalid {
            name: name.clone(),
            error: error.message().lines().map(str::trim).collect::<Vec<_>>().join(": "),
            offset: error.offset(),
        }
    };
    let unread = |error| ComponentError::unread(name, contents, error);
    let mut walk = Walk::new(contents, bodies);
    loop {
        let (bytes, is_last) = feed.bytes();
        let step = walk.step(bytes, is_last);
        let is_over =
            matches!(step, Ok(Step::End(_)) | Err(_)) || is_last && matches!(step, Ok(Step::Wanting(_)));
        if is_over {
            // What is wrong with a body comes before what is wrong here.
            walk.settle().map_err(failed)?;
        }
        match step.map_err(failed)? {
            Step::Taken(length) => feed.advance(length),
            Step::Wanting(_) if is_last => return Err(truncated()),
            Step::Wanting(hint) => feed.more(hint).map_err(unread)?,
            Step::End(types) => {
                walk.note_valid();
                let Walk { ports, parts, .. } = walk;
                return Ok(Validated { types, ports, parts });
            }
        }
    }
}
