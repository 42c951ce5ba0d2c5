//! Wires and components in between that come to nothing: what is misspelt must not be taken for done.

use std::collections::BTreeSet;

use crate::base::names::ExternName;
use crate::base::near::nearest;
use crate::component::Component;
use crate::compose::asked::{Asked, AskedWire, Consumer};
use crate::compose::error::{ComposeError, Fault, WishError, quoted};
use crate::compose::graph::LinkGraph;
use crate::compose::matching::without_version;
use crate::compose::parts::Parts;
use crate::compose::wishes::{Pattern, Said, Taken, ViaWish, WireWish, Wishes};

/// An error for each wire that meets no import.
pub(super) fn wires(
    parts: &Parts,
    wishes: &Wishes,
    asked: &Asked<'_>,
    graph: &LinkGraph,
    used: &BTreeSet<usize>,
) -> Vec<ComposeError> {
    let idle = asked.wires.iter().filter(|wire| !used.contains(&wire.wish));
    idle.filter_map(|wire| Some(idle_wire(parts, wishes.wires.get(wire.wish)?, wire, graph))).collect()
}

fn idle_wire(parts: &Parts, said: &Said<WireWish>, wire: &AskedWire<'_>, graph: &LinkGraph) -> ComposeError {
    let import = &said.wish.import;
    let pattern = Pattern::Name(import.clone());
    let has = |component: &Component| {
        component.imports.iter().any(|(name, port)| pattern.means_import(name, port.implements.as_ref()))
    };
    let taking_part = || graph.graph.node_weights().map(|instance| instance.component);
    let (fault, help) = match wire.consumer {
        Consumer::Only(ix) if !has(&parts.components[ix]) => {
            let consumer = &parts.components[ix];
            let help = imports_of(std::iter::once(consumer), import);
            (Fault::NoImport(consumer.name.clone(), import.clone()), help)
        }
        Consumer::Only(ix) if !taking_part().any(|other| other == ix) => {
            let help = "leave the wire out, or give a component that needs this one".to_owned();
            (Fault::NoPart(parts.components[ix].name.clone()), help)
        }
        Consumer::Anybody if !taking_part().any(|ix| has(&parts.components[ix])) => {
            let help = imports_of(taking_part().map(|ix| &parts.components[ix]), import);
            (Fault::NoImportAtAll(import.clone()), help)
        }
        Consumer::Only(_) | Consumer::Anybody => {
            (Fault::Overruled(import.clone()), "leave this one out".to_owned())
        }
    };
    WishError::new(said, fault, help).into()
}

/// What is imported that may have been meant.
fn imports_of<'a>(components: impl Iterator<Item = &'a Component>, wanted: &ExternName) -> String {
    let names: BTreeSet<String> =
        components.flat_map(|component| component.imports.keys()).map(spelled).collect();
    meant(&names, wanted, "imports")
}

fn meant(names: &BTreeSet<String>, wanted: &ExternName, verb: &str) -> String {
    match nearest(&spelled(wanted), names.iter().map(String::as_str)) {
        Some(near) if near != spelled(wanted) => format!("did you mean `{near}`?"),
        Some(near) => format!("it {verb} `{near}` in another version: leave the version out"),
        None if names.is_empty() => format!("it {verb} nothing"),
        None => {
            let all: Vec<String> = names.iter().cloned().collect();
            format!("it {verb} {}", quoted(&all))
        }
    }
}

fn spelled(name: &ExternName) -> String {
    match name {
        ExternName::Interface(interface) => without_version(interface).to_string(),
        ExternName::Plain(name) => name.to_string(),
    }
}

/// A wire from a component to itself.
pub(super) fn to_itself(
    said: Option<&Said<WireWish>>,
    component: &Component,
    import: &ExternName,
) -> Option<ComposeError> {
    let fault = Fault::ToItself(component.name.clone(), import.clone());
    let help = format!(
        "one instance can't provide for itself; a second one can, under another name: `--with other={}`",
        component.name.path()
    );
    Some(WishError::new(said?, fault, help).into())
}

/// A wire to something that is not exported.
pub(super) fn no_export(
    said: Option<&Said<WireWish>>,
    provider: &Component,
    import: &ExternName,
) -> Option<ComposeError> {
    let said = said?;
    let wanted = match &said.wish.taken {
        Taken::Export(export) => export,
        Taken::Same | Taken::Whole => import,
    };
    let names: BTreeSet<String> = provider.exports.keys().map(spelled).collect();
    let mut help = meant(&names, wanted, "exports");
    if said.wish.taken == Taken::Same && !names.is_empty() {
        help += "\nan export of another name is written behind the component: `=db.wasm:name`";
    }
    Some(WishError::new(said, Fault::NoExport(provider.name.clone(), wanted.clone()), help).into())
}

/// An error for each component that was to stand in between and does not.
pub(super) fn vias(
    parts: &Parts,
    wishes: &Wishes,
    asked: &Asked<'_>,
    graph: &LinkGraph,
    used: &BTreeSet<usize>,
) -> Vec<ComposeError> {
    let idle = asked.vias.iter().enumerate().filter(|(at, _)| !used.contains(at));
    idle.filter_map(|(_, via)| {
        let middle = &parts.components[via.middle];
        Some(idle_via(parts, wishes.vias.get(via.wish)?, middle, graph))
    })
    .collect()
}

fn idle_via(parts: &Parts, said: &Said<ViaWish>, middle: &Component, graph: &LinkGraph) -> ComposeError {
    let is_both = |import: &&ExternName| {
        middle.exports.keys().any(|export| match (export.interface(), import.interface()) {
            (Some(export), Some(import)) => export.track() == import.track(),
            (_, _) => export == *import,
        })
    };
    let both: Vec<String> = middle.imports.keys().filter(is_both).map(spelled).collect();
    let others = graph.graph.node_weights().map(|instance| &parts.components[instance.component]);
    let imported: BTreeSet<String> =
        others.flat_map(|component| component.imports.keys()).map(spelled).collect();
    let help = if both.is_empty() {
        "what stands in between imports and exports the same interface, and this one does not".to_owned()
    } else if both.iter().any(|name| imported.contains(name)) {
        format!("it could pass on {}: check for whom and for what it is said to be", quoted(&both))
    } else {
        format!("it could pass on {}, and nobody imports that", quoted(&both))
    };
    WishError::new(said, Fault::NothingBetween(middle.name.clone()), help).into()
}
