//! What almost matched an import that nobody provides, and what to do about it.

use std::collections::BTreeSet;

use crate::base::ids::{ComponentIx, Table};
use crate::base::names::{ExternName, InterfaceName};
use crate::base::near::distance;
use crate::component::{Component, ComponentName, Port};
use crate::compose::error::ComposeError;
use crate::compose::matching::{Unmet, without_version};
use crate::compose::sides::Shown;
use crate::graph::Item;
use crate::graph::wit::Spot;

/// One error for each import that is unmet, however many components have it.
pub(super) fn no_providers(components: &Table<ComponentIx, Component>, unmet: &[Unmet]) -> Vec<ComposeError> {
    let mut told: BTreeSet<&ExternName> = BTreeSet::new();
    let first_of_each = unmet.iter().filter(|one| told.insert(&one.import));
    first_of_each.map(|one| no_provider(components, unmet, one)).collect()
}

fn no_provider(components: &Table<ComponentIx, Component>, unmet: &[Unmet], one: &Unmet) -> ComposeError {
    let consumer = &components[one.consumer];
    let import = &one.import;
    let same = unmet.iter().filter(|other| other.import == *import);
    let consumers: Vec<ComponentName> = same.map(|other| components[other.consumer].name.clone()).collect();
    let item = consumer.graph.imports.get(import);
    let shown = Shown::new(&consumer.graph, &consumer.name, import, item);
    let spot = match item {
        Some(Item::Func(func)) => Spot::Func(*func),
        Some(Item::Type(ty)) => Spot::Type(*ty),
        Some(Item::Interface(_)) | None => Spot::Item,
    };
    let at = shown.label(&[spot], item.map_or_else(|| "this".to_owned(), contents));
    ComposeError::NoProvider {
        import: import.clone(),
        source_code: shown.source(),
        at: at.into_iter().collect(),
        help: help(components, consumer, import),
        consumers,
    }
}

/// How much of an interface is wanted.
fn contents(item: &Item) -> String {
    match item {
        Item::Interface(interface) => {
            let number = |count: usize, noun: &str| match count {
                0 => None,
                1 => Some(format!("1 {noun}")),
                many => Some(format!("{many} {noun}s")),
            };
            let parts = [number(interface.funcs.len(), "function"), number(interface.types.len(), "type")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("{} wanted", parts.join(" and "))
        }
        Item::Func(_) => "this function is wanted".to_owned(),
        Item::Type(_) => "this type is wanted".to_owned(),
    }
}

fn help(components: &Table<ComponentIx, Component>, consumer: &Component, import: &ExternName) -> String {
    let others = components.values().filter(|component| component.name != consumer.name);
    let exports: Vec<(&ComponentName, &ExternName)> =
        others.flat_map(|component| component.exports.keys().map(|name| (&component.name, name))).collect();
    let mut lines = own(consumer, import);
    lines.extend(other_kinds(components, consumer, import));
    if lines.is_empty() {
        lines = versions(&exports, import);
    }
    if lines.is_empty() {
        lines = look_alikes(&exports, import);
    }
    if lines.is_empty() {
        lines = all(&exports);
    }
    let without_version = match import {
        ExternName::Interface(interface) => ExternName::Interface(without_version(interface)),
        ExternName::Plain(_) => import.clone(),
    };
    lines.push(format!(
        "give the component that exports it with `--with FILE`,\n\
         leave it to the host with `--import {without_version}`,\n\
         or meet it with something that traps with `--stub {without_version}`"
    ));
    lines.join("\n")
}

/// What the importer itself exports is for others.
fn own(consumer: &Component, import: &ExternName) -> Vec<String> {
    let name = &consumer.name;
    let line = || format!("`{name}` exports it itself, but one instance can't provide for itself");
    consumer.exports.contains_key(import).then(line).into_iter().collect()
}

/// Exports that have the name but are something else.
fn other_kinds(
    components: &Table<ComponentIx, Component>,
    consumer: &Component,
    import: &ExternName,
) -> Vec<String> {
    let Some(wanted) = consumer.imports.get(import) else { return Vec::new() };
    let others = components.values().filter(|component| component.name != consumer.name);
    let named = others.filter_map(|component| Some((&component.name, component.exports.get(import)?)));
    let line = |(component, port): (&ComponentName, &Port)| {
        format!(
            "`{component}` exports {} of that name, and {} is wanted",
            port.kind.noun(),
            wanted.kind.noun()
        )
    };
    named.map(line).collect()
}

/// Exports of the same interface in a version that will not do.
fn versions(exports: &[(&ComponentName, &ExternName)], import: &ExternName) -> Vec<String> {
    let Some(wanted) = import.interface() else { return Vec::new() };
    let interfaces = exports.iter().filter_map(|(component, name)| Some((component, name.interface()?)));
    let others = interfaces.filter(|(_, offered)| without_version(offered) == without_version(wanted));
    let line = |(component, offered): (&&ComponentName, &InterfaceName)| {
        let why = match (&offered.package.version, &wanted.package.version) {
            (Some(_), Some(wanted_version)) if offered.track() == wanted.track() => {
                format!("older than {wanted_version}, and it lacks something of it")
            }
            (Some(_), Some(wanted_version)) => format!("not compatible with {wanted_version}"),
            (None, _) => "without a version, which is compatible with none".to_owned(),
            (Some(_), None) => "with a version, and what is wanted has none".to_owned(),
        };
        format!("`{component}` exports `{offered}`: {why}")
    };
    others.map(line).collect()
}

/// Exports whose names are nearly the import's.
fn look_alikes(exports: &[(&ComponentName, &ExternName)], import: &ExternName) -> Vec<String> {
    let (wanted, own_name) = spelled(import);
    let limit = own_name.chars().count().div_ceil(3);
    let near = exports.iter().filter(|(_, name)| distance(&wanted, &spelled(name).0) <= limit);
    near.map(|(component, name)| format!("`{component}` exports `{name}`, which is nearly it")).collect()
}

/// A name without its version, and the part of it that is the item's own.
fn spelled(name: &ExternName) -> (String, String) {
    match name {
        ExternName::Interface(interface) => {
            (without_version(interface).to_string(), interface.name.to_string())
        }
        ExternName::Plain(name) => (name.to_string(), name.to_string()),
    }
}

/// Everything that is exported, if that is not too much to read.
fn all(exports: &[(&ComponentName, &ExternName)]) -> Vec<String> {
    const MANY: usize = 6;
    let mut lines: Vec<String> = exports
        .iter()
        .take(MANY)
        .map(|(component, name)| format!("`{component}` exports `{name}`"))
        .collect();
    if exports.len() > MANY {
        lines.push(format!("and {} more exports", exports.len() - MANY));
    }
    lines
}
