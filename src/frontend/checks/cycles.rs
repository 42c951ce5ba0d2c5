//! What contains or needs itself: types, interfaces, worlds, packages.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::base::finding::{Finding, Rule};
use crate::base::ids::{DeclIx, PackageIx, ScopeIx};
use crate::base::maps::HashMap;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::mend;
use crate::frontend::checks::walk::each_type;
use crate::frontend::names::decl::{DeclWhat, ExternWhat, Scope, ScopeKind, Target};
use crate::syntax::ast::{self, TypeDefKind, UsePath};
use crate::syntax::error::Problem;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static TYPE_CYCLE: Rule = Rule::error("witc::frontend::type_cycle");
static INTERFACE_CYCLE: Rule = Rule::error("witc::frontend::interface_cycle");
static WORLD_CYCLE: Rule = Rule::error("witc::frontend::world_cycle");
static PACKAGE_CYCLE: Rule = Rule::error("witc::frontend::package_cycle");

/// Finds every circle once.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.scopes() {
        types(cx, ix, scope, found);
    }
    scopes(cx, found);
    packages(cx, found);
}

/// One step of a circle: what it is from, and the place that makes the step.
type Step = (NodeIndex, Location);

/// A shortest circle of each strongly connected part, beginning at its first node.
fn circles<N>(graph: &DiGraph<N, Location>) -> Vec<Vec<Step>> {
    let mut circles = Vec::new();
    for part in kosaraju_scc(graph) {
        let Some(first) = part.iter().min().copied() else { continue };
        if part.len() == 1 && graph.find_edge(first, first).is_none() {
            continue;
        }
        circles.extend(shortest(graph, first));
    }
    circles.sort_by_key(|circle| circle.iter().map(|step| step.1).min());
    circles
}

/// The shortest way from a node back to it.
fn shortest<N>(graph: &DiGraph<N, Location>, first: NodeIndex) -> Option<Vec<Step>> {
    let mut came: HashMap<NodeIndex, Step> = HashMap::default();
    let mut todo = VecDeque::from([first]);
    while let Some(node) = todo.pop_front() {
        let mut edges: Vec<_> =
            graph.edges(node).map(|edge| (*edge.weight(), petgraph::visit::EdgeRef::target(&edge))).collect();
        edges.sort();
        for (at, target) in edges {
            if target == first {
                let mut steps = vec![(node, at)];
                let mut back = node;
                while back != first {
                    let step = *came.get(&back)?;
                    steps.push(step);
                    back = step.0;
                }
                steps.reverse();
                return Some(steps);
            }
            came.entry(target).or_insert_with(|| {
                todo.push_back(target);
                (node, at)
            });
        }
    }
    None
}

fn types(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>, found: &mut Vec<Finding>) {
    let mut graph = DiGraph::new();
    let nodes: HashMap<_, _> = scope.decls.iter().map(|decl| (*decl, graph.add_node(*decl))).collect();
    for decl in &scope.decls {
        let DeclWhat::Def(definition) = cx.names.decls[*decl].what else { continue };
        // The functions of a resource are not in it.
        if definition.node().kind() == NodeKind::Resource {
            continue;
        }
        each_type(definition.node(), &mut |mention| {
            if !matches!(mention.kind(), NodeKind::Named | NodeKind::Own | NodeKind::Borrow) {
                return;
            }
            let Some(name) = mention.name() else { return };
            let target = cx.names.named(ix, name).and_then(|target| nodes.get(&target));
            if let (Some(from), Some(to)) = (nodes.get(decl), target) {
                graph.add_edge(*from, *to, cx.names.at(ix, name.span()));
            }
        });
    }
    if graph.edge_count() == 0 {
        return;
    }
    for circle in circles(&graph) {
        let Some((first, at)) = circle.first().copied() else { continue };
        let decl = graph[first];
        let data = cx.names.decls[decl];
        if circle.iter().all(|(node, _)| is_other_name(cx, graph[*node])) {
            found.push(only_names(cx, &circle, &graph));
            continue;
        }
        let word = match data.what {
            DeclWhat::Def(definition) => word(definition.node().kind()),
            DeclWhat::Used(..) => "type",
        };
        let name = data.name.text();
        let through: Vec<&str> =
            circle.iter().skip(1).map(|(node, _)| cx.names.decls[graph[*node]].name.text()).collect();
        let message = match through.as_slice() {
            [] => format!("{word} `{name}` contains itself"),
            through => format!("{word} `{name}` contains itself, by way of `{}`", through.join("`, `")),
        };
        let mut finding = Finding::new(&TYPE_CYCLE, at, message)
            .label(if through.is_empty() { "here" } else { "from here ..." })
            .related(cx.names.decl_at(decl), "WIT types must be finite");
        for (index, (node, step)) in circle.iter().enumerate().skip(1) {
            let here = cx.names.decls[graph[*node]].name.text();
            let last = index + 1 == circle.len();
            let text =
                if last { format!("... `{here}` leads back") } else { format!("... through `{here}` ...") };
            finding = finding.related(*step, text);
        }
        found.push(
            finding
                .help(format!(
                    "store indices: `record tree {{ nodes: list<{name}> }}`, with a `list<u32>` here"
                ))
                .help(format!("or make it a handle: `resource {name} {{ .. }}`")),
        );
    }
}

/// `type a = b;`
fn is_other_name(cx: &Cx<'_, '_>, decl: DeclIx) -> bool {
    let DeclWhat::Def(definition) = cx.names.decls[decl].what else { return false };
    match definition.kind() {
        Some(TypeDefKind::Alias(Some(ty))) => ty.kind() == NodeKind::Named,
        Some(
            TypeDefKind::Alias(None)
            | TypeDefKind::Record
            | TypeDefKind::Variant
            | TypeDefKind::Enum
            | TypeDefKind::Flags
            | TypeDefKind::Resource,
        )
        | None => false,
    }
}

/// `type a = b; type b = a;`
fn only_names(cx: &Cx<'_, '_>, circle: &[Step], graph: &DiGraph<DeclIx, Location>) -> Finding {
    let name = |index: usize| {
        let (node, _) = circle[index % circle.len()];
        cx.names.decls[graph[node]].name.text()
    };
    let message = format!("type `{}` is never defined", name(0));
    let finding = Finding::new(&TYPE_CYCLE, circle[0].1, message);
    let finding = (0..circle.len()).fold(finding, |finding, index| {
        let text = format!("`{}` is another name for `{}`", name(index), name(index + 1));
        if index == 0 { finding.label(text) } else { finding.related(circle[index].1, text) }
    });
    finding.help("write what it is: `u32`, `list<string>`, ..")
}

fn word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Record => "record",
        NodeKind::Variant => "variant",
        _ => "type",
    }
}

/// Interfaces that use each other, worlds that include each other.
fn scopes(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    let mut graph = DiGraph::new();
    let nodes: HashMap<_, _> = cx.scopes().map(|(scope, _)| (scope, graph.add_node(scope))).collect();
    for (ix, scope) in cx.scopes() {
        // What a world uses does not tie the world into a circle, what it includes does.
        let uses = scope
            .uses
            .iter()
            .map(|uses| (uses.item.path(), uses.from))
            .filter(|_| scope.kind == ScopeKind::Interface);
        let includes = scope.includes.iter().map(|include| (include.item.path(), include.from));
        for (path, target) in uses.chain(includes) {
            let (Some(path), Target::Scope(target)) = (path, target) else { continue };
            // Circles between packages are told once, not for each interface.
            let same_package = cx.names.package(target) == cx.names.package(ix);
            if let (Some(from), Some(to), true) = (nodes.get(&ix), nodes.get(&target), same_package) {
                graph.add_edge(*from, *to, cx.names.at(ix, path.node().span()));
            }
        }
    }
    for circle in circles(&graph) {
        let Some((first, at)) = circle.first().copied() else { continue };
        let name = |node: NodeIndex| cx.names.scopes[graph[node]].name.text();
        let is_world = cx.names.scopes[graph[first]].kind == ScopeKind::World;
        let (rule, verb, plural) = if is_world {
            (&WORLD_CYCLE, "includes", "worlds include each other in a circle")
        } else {
            (&INTERFACE_CYCLE, "uses", "interfaces use each other in a circle")
        };
        let message = if circle.len() == 1 {
            format!("{} `{}` {verb} itself", if is_world { "world" } else { "interface" }, name(first))
        } else {
            plural.to_owned()
        };
        let mut finding = Finding::new(rule, at, message);
        for (index, (node, step)) in circle.iter().enumerate() {
            let next = circle.get((index + 1) % circle.len()).map_or(first, |step| step.0);
            let closing = if index > 0 && index + 1 == circle.len() { ", closing the circle" } else { "" };
            let text = format!("`{}` {verb} `{}`{closing}", name(*node), name(next));
            finding = if index == 0 { finding.label(text) } else { finding.related(*step, text) };
        }
        found.push(if circle.len() == 1 {
            itself(cx, graph[first], at, finding)
        } else if is_world {
            finding.help("put what they share into a world that includes none of them")
        } else {
            let types = shared_types(cx, &circle, &graph);
            finding.help(format!("move the shared types{types} into a new interface that all of them use"))
        });
    }
}

/// What uses or includes itself does so for nothing.
fn itself(cx: &Cx<'_, '_>, ix: ScopeIx, at: Location, finding: Finding) -> Finding {
    let scope = &cx.names.scopes[ix];
    let renamed = scope.uses.iter().any(|uses| {
        let here = uses.item.path().is_some_and(|path| cx.names.at(ix, path.node().span()) == at);
        here && uses.item.names().any(|used| used.alias().is_some())
    });
    let node = scope.node.tree().node_at(at.start);
    let statement = std::iter::once(node)
        .chain(node.ancestors())
        .find(|node| matches!(node.kind(), NodeKind::Use | NodeKind::Include));
    match statement {
        Some(statement) if !renamed => {
            let edit = mend::remove(cx, cx.names.at(ix, statement.span()));
            finding.fix("remove it: what is in it is there already", vec![edit])
        }
        Some(_) | None => finding.help("its types have their names here already: `type other-name = name;`"),
    }
}

/// The types that are used along a circle, in parentheses.
fn shared_types(cx: &Cx<'_, '_>, circle: &[Step], graph: &DiGraph<ScopeIx, Location>) -> String {
    let mut types: Vec<String> = Vec::new();
    for (node, at) in circle {
        let scope = &cx.names.scopes[graph[*node]];
        let of_step = scope.uses.iter().filter(|uses| {
            uses.item.path().is_some_and(|path| cx.names.at(graph[*node], path.node().span()) == *at)
        });
        let names = of_step.flat_map(|uses| uses.item.names()).filter_map(ast::UseName::name);
        types.extend(names.map(|name| format!("`{}`", name.text())));
    }
    if types.is_empty() { String::new() } else { format!(" ({})", types.join(", ")) }
}

/// Packages that need each other, or themselves by their full name.
fn packages(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    // A `package ..;` in the middle of a file has been told; whose the items after it are, nobody knows.
    let late = |problem: &Problem| *problem == Problem::LatePackage;
    if cx.texts.trees.values().any(|tree| tree.errors().iter().any(|error| late(&error.problem))) {
        return;
    }
    let mut graph = DiGraph::new();
    let nodes: HashMap<_, _> =
        cx.names.packages.iter().map(|(package, _)| (package, graph.add_node(package))).collect();
    let mut add =
        |from: PackageIx, path: Option<UsePath<'_>>, to: Target<'_>, at: &dyn Fn(UsePath<'_>) -> Location| {
            let Some(path) = path.filter(|path| path.package().is_some()) else { return };
            let to = match to {
                Target::Scope(scope) => cx.names.package(scope),
                Target::NoItem(package, _) => package,
                Target::Lost => return,
            };
            if from == to {
                found.push(own_name(cx, from, path, at(path)));
            } else if let (Some(from), Some(to)) = (nodes.get(&from), nodes.get(&to)) {
                graph.update_edge(*from, *to, at(path));
            }
        };
    for (ix, scope) in cx.scopes() {
        let package = cx.names.package(ix);
        let at = |path: UsePath<'_>| cx.names.at(ix, path.node().span());
        scope.uses.iter().for_each(|uses| add(package, uses.item.path(), uses.from, &at));
        scope.includes.iter().for_each(|include| add(package, include.item.path(), include.from, &at));
        for external in &scope.externs {
            if let ExternWhat::Interface(target) = external.what {
                add(package, external.item.path(), target, &at);
            }
        }
    }
    for (ix, unit) in cx.names.units.iter() {
        if cx.names.packages[unit.package].origin.is_ours() {
            continue;
        }
        let at = |path: UsePath<'_>| path.node().span().in_file(unit.file);
        for (_, top) in &unit.uses {
            let Some(path) = top.path() else { continue };
            add(unit.package, Some(path), crate::frontend::names::link::follow_top(cx.names, ix, path), &at);
        }
    }
    for circle in circles(&graph) {
        let Some((first, at)) = circle.first().copied() else { continue };
        let name = |node: NodeIndex| cx.names.packages[graph[node]].name.to_string();
        let mut finding = Finding::new(&PACKAGE_CYCLE, at, "packages need each other in a circle")
            .help("move what they share into a package of its own");
        for (index, (node, step)) in circle.iter().enumerate() {
            let next = circle.get((index + 1) % circle.len()).map_or(first, |step| step.0);
            let text = format!("`{}` needs `{}`", name(*node), name(next));
            finding = if index == 0 { finding.label(text) } else { finding.related(*step, text) };
        }
        found.push(finding);
    }
}

/// A path to the package that it is in.
fn own_name(cx: &Cx<'_, '_>, package: PackageIx, path: UsePath<'_>, at: Location) -> Finding {
    let message = format!("`{}` is this package", cx.names.packages[package].name);
    let finding =
        Finding::new(&PACKAGE_CYCLE, at, message).label("inside a package only the last part is written");
    let statement = path.node().parent().filter(|parent| parent.kind() == NodeKind::TopUse);
    match path.name() {
        // What a file of the package uses has its name already.
        Some(name) => match statement.filter(|statement| statement.token(TokenKind::As).is_none()) {
            Some(statement) => {
                let whole = Location { start: statement.span().start, end: statement.span().end, ..at };
                let title = "remove it: a file sees all interfaces and worlds of its package";
                finding.fix(title, vec![mend::remove(cx, whole)])
            }
            None => finding.write_instead(name.token().text()),
        },
        None => finding,
    }
}
