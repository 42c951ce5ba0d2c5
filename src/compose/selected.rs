//! The root, with those of its exports that the result is to have.

use std::collections::BTreeSet;

use crate::base::names::ExternName;
use crate::base::problems::Problems;
use crate::component::Component;
use crate::compose::error::{ComposeError, Fault, WishError, quoted};
use crate::compose::uses::{defined_in, uses};
use crate::compose::wishes::{ExportWish, Wishes};
use crate::graph::TypeGraph;
use crate::graph::node::{Owner, Side};

/// Leaves out the exports that nobody asked for, but for those whose types the others mention.
pub(super) fn select(
    mut root: Component,
    wishes: &Wishes,
    problems: &mut Problems<ComposeError>,
) -> Component {
    if wishes.exports.is_empty() && wishes.exported.is_none() {
        return root;
    }
    let mut kept = BTreeSet::new();
    for said in wishes.exported.iter().flatten() {
        let ExportWish { instance, export, .. } = &said.wish;
        if let Some(export) = export.as_ref().filter(|_| root.name.given() == Some(instance.as_str())) {
            keep(&root.graph, export, &mut kept);
        }
    }
    for said in &wishes.exports {
        let meant: Vec<&ExternName> = root.exports.keys().filter(|name| said.wish.means(name)).collect();
        if meant.is_empty() {
            let names: Vec<String> = root.exports.keys().map(ToString::to_string).collect();
            let fault = Fault::NoRootExport(root.name.clone(), said.wish.clone());
            problems.push(WishError::new(said, fault, format!("it exports {}", quoted(&names))).into());
        }
        for name in meant {
            keep(&root.graph, name, &mut kept);
        }
    }
    root.exports.retain(|name, _| kept.contains(name));
    root.graph.exports.retain(|name, _| kept.contains(name));
    root
}

/// Keeps an export, and those that define what it mentions.
fn keep(graph: &TypeGraph, name: &ExternName, kept: &mut BTreeSet<ExternName>) {
    if !kept.insert(name.clone()) {
        return;
    }
    let Some(item) = graph.exports.get(name) else { return };
    let home = Owner::Interface(Side::Export, name.clone());
    for used in uses(graph, &home, item) {
        let is_import = matches!(graph.node(used.ty).owner, Owner::Interface(Side::Import, _));
        if let Some(other) = defined_in(graph, used.ty).filter(|_| !is_import) {
            keep(graph, &other, kept);
        }
    }
}
