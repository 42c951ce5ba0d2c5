//! What the user chose about single functions: which are left out, and which return what they are called on.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::FuncIx;
use crate::base::names::FuncName;
use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::items::selector::{Keys, extern_names};
use crate::bindgen::options::{ChainFilter, ChainMode, Select};
use crate::graph::{Item, TypeGraph, sync};

/// What a method returns, for the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum Chain {
    /// `self -> Self`.
    Owning,
    /// `&self -> &Self`.
    Borrowing,
}

/// What is special about functions.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    /// Those there are no bindings for.
    pub(super) skipped: BTreeSet<FuncIx>,
    /// Imported methods that return the resource.
    pub(super) chained: BTreeMap<FuncIx, Chain>,
}

/// Reads `--skip`, `--sync` and `--chainable-methods`.
pub(super) fn calls(graph: &TypeGraph, select: &Select, problems: &mut Problems<BindError>) -> Calls {
    let mut skip = Keys::new("--skip", "function", &select.skip);
    let is_skipped = |(ix, func): (FuncIx, &crate::graph::node::Func)| {
        (!skip.of(&[func.wire_name.to_string()]).is_empty()).then_some(ix)
    };
    let skipped = graph.funcs.iter().filter_map(is_skipped).collect();
    problems.extend(skip.unused());
    let mut sync = Keys::new("--sync", "function", select.sync.iter().filter(|name| *name != sync::ALL));
    if !sync.is_empty() {
        for (_, names) in sync::funcs(graph) {
            sync.of(&names);
        }
    }
    problems.extend(sync.unused());
    Calls { skipped, chained: chained(graph, select, problems) }
}

fn chained(
    graph: &TypeGraph,
    select: &Select,
    problems: &mut Problems<BindError>,
) -> BTreeMap<FuncIx, Chain> {
    if select.chainable_methods.is_empty() {
        return BTreeMap::new();
    }
    let selected: Vec<String> = select
        .chainable_methods
        .iter()
        .filter_map(|chaining| match &chaining.filter {
            ChainFilter::All => None,
            ChainFilter::Of(name) => Some(name.clone()),
        })
        .collect();
    let mut keys = Keys::new("--chainable-methods", "method without a result", &selected);
    let mut chained = BTreeMap::new();
    for (prefixes, ix) in imported(graph) {
        let func = &graph.funcs[ix];
        let (FuncName::Method(resource, method), None) = (&func.name, func.result) else { continue };
        let Some(resource) = &graph.node(*resource).name else { continue };
        let spelled = |of: &dyn Fn(&str) -> Vec<String>| {
            prefixes.iter().flat_map(|prefix| of(prefix)).collect::<Vec<_>>()
        };
        let names = spelled(&|prefix| {
            let wire = &func.wire_name;
            vec![
                format!("{prefix}{resource}"),
                format!("{prefix}{wire}"),
                format!("{prefix}{resource}.{method}"),
            ]
        });
        keys.of(&names);
        let first = select.chainable_methods.iter().find(|chaining| match &chaining.filter {
            ChainFilter::All => true,
            ChainFilter::Of(name) => names.contains(name),
        });
        match first.map(|chaining| chaining.mode) {
            Some(ChainMode::Owning) => chained.insert(ix, Chain::Owning),
            Some(ChainMode::Borrowing) => chained.insert(ix, Chain::Borrowing),
            Some(ChainMode::Off) | None => None,
        };
    }
    problems.extend(keys.unused());
    chained
}

/// Every imported function, with what stands before its name in options.
fn imported(graph: &TypeGraph) -> Vec<(Vec<String>, FuncIx)> {
    let of_item = |(name, item): (&crate::base::names::ExternName, &Item)| match item {
        Item::Interface(interface) => {
            let prefixes: Vec<String> = extern_names(name).iter().map(|name| format!("{name}#")).collect();
            interface.funcs.iter().map(|ix| (prefixes.clone(), *ix)).collect()
        }
        Item::Func(ix) => vec![(vec![String::new()], *ix)],
        Item::Type(_) => Vec::new(),
    };
    graph.imports.iter().flat_map(of_item).collect()
}
