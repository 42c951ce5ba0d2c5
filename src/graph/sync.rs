//! `async` functions that are called, or answer, as others do: what is called waits.

use std::iter;

use crate::base::ids::FuncIx;
use crate::base::names::ExternName;
use crate::graph::node::{Side, Sync};
use crate::graph::{Item, TypeGraph};

/// What means every function.
pub const ALL: &str = "all";

/// Makes those functions synchronous that `chosen` has a name of, or all.
pub(super) fn apply(graph: &mut TypeGraph, chosen: &[String]) {
    if chosen.is_empty() {
        return;
    }
    let is_chosen = |name: &String| chosen.contains(name);
    let all = chosen.iter().any(|name| name == ALL);
    let sync = funcs(graph).into_iter().filter(|(_, names)| all || names.iter().any(is_chosen));
    for (ix, _) in sync.collect::<Vec<_>>() {
        graph.funcs[ix].sync = Sync::Sync;
    }
}

/// Every function with the names that it is chosen by: `ns:pkg/iface@1.0.0#f`, also without the version, `f` for one
/// of the world; each also with `import:` or `export:` before it.
pub fn funcs(graph: &TypeGraph) -> Vec<(FuncIx, Vec<String>)> {
    let of_side = |side: Side| {
        let (word, items) = match side {
            Side::Import => ("import", &graph.imports),
            Side::Export => ("export", &graph.exports),
        };
        let of_item = move |(name, item): (&ExternName, &Item)| {
            let (interfaces, funcs) = match item {
                Item::Interface(interface) => (spellings(name), interface.funcs.clone()),
                Item::Func(ix) => (vec![String::new()], vec![*ix]),
                Item::Type(_) => (Vec::new(), Vec::new()),
            };
            let named = move |ix: FuncIx| {
                let wire = &graph.funcs[ix].wire_name;
                let names = interfaces.iter().map(|interface| format!("{interface}{wire}"));
                (ix, names.flat_map(|name| [format!("{word}:{name}"), name]).collect())
            };
            funcs.into_iter().map(named).collect::<Vec<_>>()
        };
        items.iter().flat_map(of_item)
    };
    of_side(Side::Import).chain(of_side(Side::Export)).collect()
}

/// What stands before the names of an interface's functions.
fn spellings(name: &ExternName) -> Vec<String> {
    let versioned = name.interface().filter(|interface| interface.package.version.is_some());
    let bare = versioned.map(|interface| {
        format!("{}:{}/{}#", interface.package.namespace, interface.package.name, interface.name)
    });
    iter::once(format!("{name}#")).chain(bare).collect()
}
