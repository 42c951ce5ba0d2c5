//! What was linked, before it is put together.

use petgraph::visit::EdgeRef;

use crate::base::maps::HashMap;
use crate::base::names::ExternName;
use crate::compose::Linked;
use crate::compose::graph::{By, Why, Wire};
use crate::compose::picture::{arrow, crowd, fresh, host, size};
use crate::picture::{EdgeKind, Node, NodeKind, Picture};

/// The instances, what they need from each other and from the host, and what the result exports.
pub fn linked(linked: &Linked, title: &str) -> Picture {
    let graph = &linked.graph;
    let mut picture = Picture { title: title.to_owned(), ..Picture::default() };
    let world = picture.nodes.push(Node::new("exports", "exports", NodeKind::World));
    let mut nodes = HashMap::default();
    for ix in graph.graph.node_indices() {
        let instance = &graph.graph[ix];
        let id = fresh(&picture, instance.name.stem());
        let mut node = Node::new(id.clone(), id, NodeKind::Component);
        let mut components = linked.plan.components.values();
        let bytes = components.find(|component| component.name == instance.name);
        node.lines.extend(bytes.map(|component| size(component.bytes.contents.size())));
        for ((_, import), _) in
            graph.open.iter().filter(|((open, _), why)| *open == ix && **why == Why::Types)
        {
            node.lines.push(format!("{import}: only types"));
        }
        nodes.insert(ix, picture.nodes.push(node));
    }
    let mut known_host = None;
    for ix in graph.graph.node_indices() {
        let Some(from) = nodes.get(&ix).copied() else { continue };
        let mut edges: Vec<_> = graph.graph.edges(ix).collect();
        edges.sort_by_key(EdgeRef::id);
        for edge in edges {
            let Some(to) = nodes.get(&edge.target()).copied() else { continue };
            picture.edges.push(arrow(from, to, EdgeKind::Wire, label(edge.weight())));
        }
        for ((_, import), why) in graph.open.iter().filter(|((open, _), _)| *open == ix) {
            if *why != Why::Types {
                let to = host(&mut picture, &mut known_host);
                picture.edges.push(arrow(from, to, EdgeKind::Import, import.to_string()));
            }
        }
    }
    if let Some(root) = nodes.get(&graph.root).copied() {
        for port in &linked.plan.exports {
            picture.edges.push(arrow(world, root, EdgeKind::Export, port.wire_name.to_string()));
        }
    }
    for exported in &graph.exported {
        if let Some(from) = nodes.get(&exported.instance).copied() {
            picture.edges.push(arrow(world, from, EdgeKind::Export, exported.name.to_string()));
        }
    }
    crowd::few(picture)
}

fn label(wire: &Wire) -> String {
    let other =
        |export: &ExternName| if *export == wire.import { String::new() } else { format!(": {export}") };
    match wire.by {
        By::Exact | By::Stub => wire.import.to_string(),
        By::Newer => format!("{} (newer{})", wire.import, other(&wire.export)),
        By::Older => format!("{} (older{})", wire.import, other(&wire.export)),
        By::Wire => format!("{} (wired{})", wire.import, other(&wire.export)),
        By::Via => format!("{} (in between)", wire.import),
    }
}
