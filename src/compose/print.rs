//! The graph and the plan as text, and the summary of what was linked.

use std::fmt::{self, Write};

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, WitName};
use crate::component::ComponentName;
use crate::compose::Linked;
use crate::compose::graph::{By, LinkGraph, Role, Why, Wire};
use crate::compose::mention::Mentioned;
use crate::compose::plan::{Arg, ExportStep, LinkPlan, Source};
use crate::graph::print::{func_type, type_name};
use crate::graph::{Item, TypeGraph};

/// What was linked to what, and what the result imports and for whom: for people, a line for each.
pub fn summary(linked: &Linked) -> String {
    let graph = &linked.graph;
    let is_stub = |node: NodeIndex| graph.graph[node].role.is_stub();
    let wires = wires(graph).into_iter().filter(|(consumer, ..)| !is_stub(*consumer));
    let wires = wires.map(|(consumer, provider, wire)| {
        let export = match wire.by {
            By::Exact => String::new(),
            By::Newer => format!(" (newer: {})", wire.export),
            By::Older => format!(" (older, but enough: {})", wire.export),
            By::Wire if wire.export == wire.import => " (wired)".to_owned(),
            By::Wire => format!(" (wired: {})", wire.export),
            By::Via => " (in between)".to_owned(),
            By::Stub => String::new(),
        };
        [
            format!("{}: {}", name(graph, consumer), wire.import),
            format!("<- {}{export}", shown(graph, provider)),
        ]
    });
    let mut text = columns(&wires.collect::<Vec<_>>());
    for (import, needed_by) in made(&linked.plan) {
        let _ = writeln!(text, "made here for {}: {import}, which has only types", needed_by.join(", "));
    }
    for ((package, needed_by), interfaces) in imports(&linked.plan) {
        let _ = writeln!(text, "import {} for {needed_by}", in_braces(&package, &interfaces));
    }
    for Mentioned { import, .. } in &linked.plan.mentioned {
        let _ = writeln!(text, "export {import} as well: only the types of it that other exports mention");
    }
    text
}

/// The imports that have only types, and who needs them.
fn made(plan: &LinkPlan) -> IndexMap<String, Vec<&str>> {
    let mut made: IndexMap<String, Vec<&str>> = IndexMap::default();
    for step in plan.instances.values() {
        for arg in step.args.iter().filter(|arg| arg.source == Source::Types) {
            made.entry(arg.import.to_string())
                .or_default()
                .push(plan.components[step.component].name.as_str());
        }
    }
    made
}

/// The result's imports, those of one package and for the same components together.
fn imports(plan: &LinkPlan) -> IndexMap<(String, String), Vec<String>> {
    let mut groups: IndexMap<(String, String), Vec<String>> = IndexMap::default();
    for step in plan.imports.values() {
        let needed_by: Vec<&str> = step.needed_by.iter().map(ComponentName::as_str).collect();
        let (package, name) = match (&step.name, &step.renamed) {
            (name, Some(other)) => (String::new(), format!("{name} as {other}")),
            (ExternName::Interface(name), None) => (name.package.to_string(), name.name.to_string()),
            (ExternName::Plain(name), None) => (String::new(), name.to_string()),
        };
        groups.entry((package, needed_by.join(", "))).or_default().push(name);
    }
    groups
}

/// `ns:package/{a, b}@1.2.3`, or just the names.
fn in_braces(package: &str, names: &[String]) -> String {
    let list = match names {
        [one] => one.clone(),
        several if package.is_empty() => several.join(", "),
        several => format!("{{{}}}", several.join(", ")),
    };
    match package.split_once('@') {
        Some((package, version)) => format!("{package}/{list}@{version}"),
        None if package.is_empty() => list,
        None => format!("{package}/{list}"),
    }
}

/// The plan, step by step.
pub fn plan(plan: &LinkPlan) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = steps(plan, &mut text);
    text
}

/// The graph, instance by instance.
pub fn graph(graph: &LinkGraph) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = nodes(graph, &mut text);
    text
}

/// Wires in the order of the instances that import.
fn wires(graph: &LinkGraph) -> Vec<(NodeIndex, NodeIndex, &Wire)> {
    let of_node = |node: NodeIndex| {
        let mut edges: Vec<_> = graph.graph.edges(node).collect();
        edges.sort_by_key(EdgeRef::id);
        edges.into_iter().map(move |edge| (node, edge.target(), edge.weight()))
    };
    graph.graph.node_indices().flat_map(of_node).collect()
}

/// What a summary says of who provides: of a stub only what it does.
fn shown(graph: &LinkGraph, node: NodeIndex) -> String {
    match graph.graph[node].role {
        Role::Given => name(graph, node).to_string(),
        Role::StubOfInterface(answer) | Role::StubOfWorld(answer) => format!("a stub that {}", answer.verb()),
    }
}

fn name(graph: &LinkGraph, node: NodeIndex) -> &ComponentName {
    &graph.graph[node].name
}

/// Rows of two, the second aligned.
fn columns(rows: &[[String; 2]]) -> String {
    let width = rows.iter().map(|[left, _]| left.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for [left, right] in rows {
        // Writing to a String does not fail.
        let _ = writeln!(text, "{left:width$} {right}");
    }
    text
}

fn nodes(graph: &LinkGraph, out: &mut String) -> fmt::Result {
    for node in graph.graph.node_indices() {
        let root = if node == graph.root { " (root)" } else { "" };
        writeln!(out, "{} {}{root}", graph.graph[node].component, name(graph, node))?;
        for (_, provider, wire) in wires(graph).into_iter().filter(|(consumer, ..)| *consumer == node) {
            let by = match wire.by {
                By::Exact => "exact",
                By::Newer => "newer",
                By::Older => "older",
                By::Wire => "wire",
                By::Via => "via",
                By::Stub => "stub",
            };
            writeln!(out, "  {} <- {} {} ({by})", wire.import, name(graph, provider), wire.export)?;
        }
        for ((_, import), why) in graph.open.iter().filter(|((instance, _), _)| *instance == node) {
            let why = match why {
                Why::Wasi => "host: wasi",
                Why::Asked => "host: asked for",
                Why::Types => "only types: made",
                Why::Mentioned => "host: a type that exports mention",
            };
            writeln!(out, "  {import} <- ({why})")?;
        }
    }
    Ok(())
}

fn steps(plan: &LinkPlan, out: &mut String) -> fmt::Result {
    for (ix, step) in plan.imports.iter() {
        let other = step.renamed.as_ref().map(|other| format!(" as {other}")).unwrap_or_default();
        writeln!(out, "{ix} = import {}{other}", step.name)?;
        if let Some(item) = plan.host.imports.get(&step.name) {
            contents(&plan.host, item, out)?;
        }
    }
    for (ix, component) in plan.components.iter() {
        writeln!(out, "{ix} = component {}", component.name)?;
    }
    for (ix, step) in plan.instances.iter() {
        writeln!(out, "{ix} = instantiate {} as {}", step.component, step.name)?;
        for Arg { import, source, .. } in &step.args {
            match source {
                Source::Import(from) => writeln!(out, "  {import} = {from}")?,
                Source::Export { instance, wire_name } => {
                    writeln!(out, "  {import} = {instance} {wire_name}")?;
                }
                Source::Instance(instance) => writeln!(out, "  {import} = {instance}")?,
                Source::Types => writeln!(out, "  {import} = its types")?,
            }
        }
    }
    for Mentioned { import, types } in &plan.mentioned {
        let types: Vec<&str> = types.iter().map(WitName::as_str).collect();
        writeln!(out, "export {import} = only types: {}", types.join(", "))?;
    }
    for port in &plan.exports {
        writeln!(out, "export {} = {}", port.wire_name, plan.root)?;
    }
    for ExportStep { port, instance, wire_name } in &plan.more_exports {
        let of = wire_name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
        writeln!(out, "export {} = {instance}{of}", port.wire_name)?;
    }
    Ok(())
}

fn contents(graph: &TypeGraph, item: &Item, out: &mut String) -> fmt::Result {
    match item {
        Item::Interface(interface) => {
            for (name, ty) in &interface.types {
                let shape = &graph.node(*ty).shape;
                writeln!(out, "  {} {name}", shape.keyword())?;
            }
            for func in &interface.funcs {
                let func = &graph.funcs[*func];
                writeln!(out, "  {}: {}", func.wire_name, func_type(graph, func))?;
            }
            Ok(())
        }
        Item::Func(func) => writeln!(out, "  {}", func_type(graph, &graph.funcs[*func])),
        Item::Type(ty) => writeln!(out, "  {}", type_name(graph, *ty)),
    }
}
