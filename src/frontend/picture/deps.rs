//! Interfaces and worlds, package by package, and who needs whom.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::{
    Function, InterfaceId, PackageId, Resolve, Type, TypeDefKind, TypeId, TypeOwner, WorldId, WorldItem,
    WorldKey,
};

use crate::base::ids::{FrameIx, NodeIx};
use crate::base::maps::IndexMap;
use crate::frontend::picture::Resolved;
use crate::frontend::picture::written::{Written, written};
use crate::frontend::picture::{Scope, scopes, summary};
use crate::picture::{Edge, EdgeKind, Group, Node, NodeKind, Picture};

/// All of the package that is worked on, or one world; and what that reaches.
pub(super) fn picture(resolved: &Resolved, only: Option<WorldId>) -> Picture {
    let Resolved { resolve, package, .. } = resolved;
    let (title, roots) = match only {
        Some(world) => {
            let scope = Scope::World(world);
            (format!("world {}", scope.id(resolve)), vec![scope])
        }
        None => {
            let name = &resolve.packages[*package].name;
            (format!("package {name}"), scopes(resolve, *package).collect())
        }
    };
    let reached = Reached::of(resolved, roots);
    let mut picture = Picture { title, ..Picture::default() };
    let nodes = nodes(&mut picture, resolve, *package, &reached);
    for (scope, needs) in &reached.needs {
        for (Need { of, kind }, note) in needs {
            if let (Some(from), Some(to)) = (nodes.get(scope), nodes.get(of)) {
                let note = (!note.is_empty()).then(|| format!("{{{}}}", note.join(", ")));
                picture.edges.push(Edge { note, ..Edge::new(*from, *to, *kind) });
            }
        }
    }
    picture
}

/// That something of another interface or world is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Need {
    of: Scope,
    kind: EdgeKind,
}

/// What each needs, and the names of what it needs there.
type Needs = IndexMap<Need, Vec<String>>;

/// Everything that is to be seen.
struct Reached {
    needs: BTreeMap<Scope, Needs>,
    /// What each world has that is no interface with a name.
    own: BTreeMap<WorldId, Vec<String>>,
    /// The interfaces that a world has only since something else needs them.
    implied: BTreeSet<InterfaceId>,
}

impl Reached {
    fn of(resolved: &Resolved, roots: Vec<Scope>) -> Self {
        let mut reached = Self { needs: BTreeMap::new(), own: BTreeMap::new(), implied: BTreeSet::new() };
        let mut said = BTreeSet::new();
        let mut todo = roots;
        while let Some(scope) = todo.pop() {
            if reached.needs.contains_key(&scope) {
                continue;
            }
            let needs = match scope {
                Scope::Interface(id) => uses(&resolved.resolve, id),
                Scope::World(id) => reached.world(resolved, id, &mut said),
            };
            todo.extend(needs.keys().map(|need| need.of));
            reached.needs.insert(scope, needs);
        }
        reached.implied.retain(|id| !said.contains(id));
        reached
    }

    /// What a world says itself; `said` gets the interfaces that it names.
    fn world(&mut self, resolved: &Resolved, id: WorldId, said: &mut BTreeSet<InterfaceId>) -> Needs {
        let resolve = &resolved.resolve;
        let world = &resolve.worlds[id];
        let Written { includes, imports, exports } = written(resolved, id);
        let mut needs = Needs::default();
        let mut own = Vec::new();
        for included in includes {
            needs.entry(Need { of: Scope::World(included), kind: EdgeKind::Include }).or_default();
        }
        let sides =
            [(&world.imports, imports, EdgeKind::Import), (&world.exports, exports, EdgeKind::Export)];
        for (items, written, kind) in sides {
            for (key, item) in items {
                let name = resolve.name_world_key(key);
                let is_written = written.contains(&name);
                match item {
                    WorldItem::Interface { id, .. } if resolve.interfaces[*id].name.is_some() => {
                        if is_written {
                            said.insert(*id);
                            let names = needs.entry(Need { of: Scope::Interface(*id), kind }).or_default();
                            if let WorldKey::Name(alias) = key {
                                names.push(format!("as {alias}"));
                            }
                        } else if kind == EdgeKind::Import {
                            self.implied.insert(*id);
                        }
                    }
                    WorldItem::Interface { id, .. } if is_written => {
                        own.push(format!("{} {name}: interface", kind.word()));
                        needs.extend(uses(resolve, *id));
                    }
                    WorldItem::Function(func) if is_written => {
                        own.push(format!("{} {name}: {}", kind.word(), func_word(func)));
                    }
                    WorldItem::Type { id, .. } => used(resolve, *id, &mut needs),
                    // It came with a world that is included.
                    WorldItem::Interface { .. } | WorldItem::Function(_) => {}
                }
            }
        }
        self.own.insert(id, own);
        needs
    }
}

fn func_word(func: &Function) -> &'static str {
    if func.kind.is_async() { "async func" } else { "func" }
}

/// What an interface uses of others.
fn uses(resolve: &Resolve, interface: InterfaceId) -> Needs {
    let mut needs = Needs::default();
    for ty in resolve.interfaces[interface].types.values() {
        used(resolve, *ty, &mut needs);
    }
    needs
}

/// Where a type is from, if it has another home.
fn used(resolve: &Resolve, ty: TypeId, needs: &mut Needs) {
    let ty = &resolve.types[ty];
    let TypeDefKind::Type(Type::Id(target)) = ty.kind else { return };
    let target = &resolve.types[target];
    let TypeOwner::Interface(home) = target.owner else { return };
    if target.owner == ty.owner {
        return;
    }
    let names = needs.entry(Need { of: Scope::Interface(home), kind: EdgeKind::Use }).or_default();
    match (&target.name, &ty.name) {
        (Some(there), Some(here)) if there != here => names.push(format!("{there} as {here}")),
        (Some(name), Some(_) | None) | (None, Some(name)) => names.push(name.clone()),
        (None, None) => {}
    }
}

/// Adds everything, package by package, the one that is worked on first.
fn nodes(
    picture: &mut Picture,
    resolve: &Resolve,
    main: PackageId,
    reached: &Reached,
) -> BTreeMap<Scope, NodeIx> {
    // wit-parser has them in the other order: what is needed comes before what needs it.
    let mut others: Vec<PackageId> =
        resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != main).collect();
    others.reverse();
    let mut nodes = BTreeMap::new();
    for package in std::iter::once(main).chain(others) {
        let members: Vec<Scope> =
            scopes(resolve, package).filter(|scope| reached.needs.contains_key(scope)).collect();
        if members.is_empty() {
            continue;
        }
        let label = resolve.packages[package].name.to_string();
        let group = picture.groups.push(Group { label, inside: None });
        for scope in members {
            let node = node(resolve, scope, reached, group);
            nodes.insert(scope, picture.nodes.push(node));
        }
    }
    nodes
}

fn node(resolve: &Resolve, scope: Scope, reached: &Reached, group: FrameIx) -> Node {
    let title = scope.name(resolve).map(|(_, name)| name.to_owned()).unwrap_or_default();
    let inside = Some(group);
    match scope {
        Scope::Interface(id) => {
            let interface = &resolve.interfaces[id];
            let types = interface.types.values().filter(|ty| !is_used(resolve, **ty)).count();
            let contents = [counted(types, "type"), counted(interface.functions.len(), "function")];
            let contents = contents.into_iter().flatten().collect::<Vec<_>>().join(", ");
            let note = [Some(contents).filter(|text| !text.is_empty()), summary(&interface.docs)];
            let faint = reached.implied.contains(&id);
            let note = joined(note);
            Node { faint, note, inside, ..Node::new(scope.id(resolve), title, NodeKind::Interface) }
        }
        Scope::World(id) => {
            let lines = reached.own.get(&id).cloned().unwrap_or_default();
            let note = summary(&resolve.worlds[id].docs);
            Node { lines, note, inside, ..Node::new(scope.id(resolve), title, NodeKind::World) }
        }
    }
}

fn joined(parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Whether a type is another interface's.
fn is_used(resolve: &Resolve, ty: TypeId) -> bool {
    let mut needs = Needs::default();
    used(resolve, ty, &mut needs);
    !needs.is_empty()
}

fn counted(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}
