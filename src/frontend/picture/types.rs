//! The types of interfaces and worlds, line by line, and the types that each line mentions.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::{Function, Resolve, Type, TypeDef, TypeDefKind, TypeId, TypeOwner, WorldItem};

use crate::base::ids::{FrameIx, NodeIx};
use crate::frontend::picture::Resolved;
use crate::frontend::picture::signature::{
    func_mentions, func_text, kind_mentions, kind_text, mentions, type_text,
};
use crate::frontend::picture::{Scope, scopes, summary};
use crate::picture::{Edge, EdgeKind, Group, Node, NodeKind, Picture};

/// The most lines of a node, and the most characters of a line.
const LINES: usize = 14;
const CHARS: usize = 52;

/// The types of the package that is worked on, or of one interface or world; others where those mention them.
pub(super) fn picture(resolved: &Resolved, only: Option<Scope>) -> Picture {
    let Resolved { resolve, package, .. } = resolved;
    let (title, members) = match only {
        Some(scope) => (format!("types of {}", scope.id(resolve)), vec![scope]),
        None => {
            let name = &resolve.packages[*package].name;
            (format!("types of package {name}"), scopes(resolve, *package).collect())
        }
    };
    let mut drawing = Drawing {
        resolve,
        picture: Picture { title, ..Picture::default() },
        groups: BTreeMap::new(),
        types: BTreeMap::new(),
        arrows: Vec::new(),
    };
    for scope in &members {
        drawing.scope(*scope);
    }
    drawing.arrows();
    drawing.picture
}

/// A line of a node, and the types that it mentions.
type Line = (String, Vec<TypeId>);

struct Drawing<'a> {
    resolve: &'a Resolve,
    picture: Picture,
    groups: BTreeMap<Scope, FrameIx>,
    types: BTreeMap<TypeId, NodeIx>,
    /// The node, its line, and the type that is mentioned there.
    arrows: Vec<(NodeIx, usize, TypeId)>,
}

impl Drawing<'_> {
    /// All that an interface or world has.
    fn scope(&mut self, scope: Scope) {
        let resolve = self.resolve;
        let id = scope.id(resolve);
        let mut lines: Vec<Line> = Vec::new();
        let mut types: Vec<TypeId> = Vec::new();
        let kind = match scope {
            Scope::Interface(id) => {
                let interface = &resolve.interfaces[id];
                types.extend(interface.types.values());
                let free = interface.functions.values().filter(|func| func.kind.resource().is_none());
                lines.extend(free.map(|func| func_line(resolve, func)));
                NodeKind::Interface
            }
            Scope::World(id) => {
                let world = &resolve.worlds[id];
                for (side, items) in [("import", &world.imports), ("export", &world.exports)] {
                    for item in items.values() {
                        match item {
                            WorldItem::Type { id, .. } => types.push(*id),
                            WorldItem::Function(func) if func.kind.resource().is_none() => {
                                let (text, mentioned) = func_line(resolve, func);
                                lines.push((format!("{side} {text}"), mentioned));
                            }
                            WorldItem::Function(_) | WorldItem::Interface { .. } => {}
                        }
                    }
                }
                NodeKind::World
            }
        };
        types.retain(|ty| home(resolve, *ty) == *ty);
        if types.is_empty() && lines.is_empty() {
            return;
        }
        let group = self.group(scope);
        if !lines.is_empty() {
            let title = scope.name(resolve).map(|(_, name)| name.to_owned()).unwrap_or_default();
            let node = Node { inside: Some(group), ..Node::new(id, title, kind) };
            self.node(node, lines);
        }
        for ty in types {
            let lines = lines_of(resolve, ty);
            let node = type_node(resolve, ty, Some(group));
            let node = self.node(node, lines);
            self.types.insert(ty, node);
        }
    }

    /// The box of an interface or world.
    fn group(&mut self, scope: Scope) -> FrameIx {
        let label = scope.id(self.resolve);
        let groups = &mut self.picture.groups;
        *self.groups.entry(scope).or_insert_with(|| groups.push(Group { label, inside: None }))
    }

    fn node(&mut self, mut node: Node, lines: Vec<Line>) -> NodeIx {
        let all = lines.len();
        let shown = if all > LINES { LINES - 1 } else { all };
        node.lines = lines.iter().take(shown).map(|(line, _)| cut(line)).collect();
        if all > shown {
            node.lines.push(format!("… {} more", all - shown));
        }
        let node = self.picture.nodes.push(node);
        for (at, (_, mentioned)) in lines.into_iter().enumerate() {
            // What is mentioned in lines that are left out is at the line that says so.
            self.arrows.extend(mentioned.into_iter().map(|ty| (node, at.min(shown), ty)));
        }
        node
    }

    /// Draws the arrows, and types of other interfaces that they point to.
    fn arrows(&mut self) {
        let mut drawn = BTreeSet::new();
        for (from, line, ty) in std::mem::take(&mut self.arrows) {
            let to = self.to(home(self.resolve, ty));
            if from != to && drawn.insert((from, line, to)) {
                self.picture.edges.push(Edge { line: Some(line), ..Edge::new(from, to, EdgeKind::Part) });
            }
        }
    }

    fn to(&mut self, ty: TypeId) -> NodeIx {
        if let Some(known) = self.types.get(&ty) {
            return *known;
        }
        let scope = owner(&self.resolve.types[ty]);
        let group = scope.map(|scope| self.group(scope));
        let node = Node { faint: true, ..type_node(self.resolve, ty, group) };
        let node = self.picture.nodes.push(node);
        self.types.insert(ty, node);
        node
    }
}

fn func_line(resolve: &Resolve, func: &Function) -> Line {
    (func_text(resolve, func), func_mentions(resolve, func))
}

fn type_node(resolve: &Resolve, ty: TypeId, inside: Option<FrameIx>) -> Node {
    let def = &resolve.types[ty];
    let title = def.name.clone().unwrap_or_default();
    let id = match owner(def) {
        Some(scope) => format!("{}#{title}", scope.id(resolve)),
        None => title.clone(),
    };
    let kind = match &def.kind {
        TypeDefKind::Record(_) => NodeKind::Record,
        TypeDefKind::Resource => NodeKind::Resource,
        TypeDefKind::Flags(_) => NodeKind::Flags,
        TypeDefKind::Variant(_) => NodeKind::Variant,
        TypeDefKind::Enum(_) => NodeKind::Enum,
        TypeDefKind::Handle(_)
        | TypeDefKind::Tuple(_)
        | TypeDefKind::Option(_)
        | TypeDefKind::Result(_)
        | TypeDefKind::List(_)
        | TypeDefKind::Map(..)
        | TypeDefKind::FixedLengthList(..)
        | TypeDefKind::Future(_)
        | TypeDefKind::Stream(_)
        | TypeDefKind::Type(_)
        | TypeDefKind::Unknown => NodeKind::Alias,
    };
    Node { note: summary(&def.docs), inside, ..Node::new(id, title, kind) }
}

/// What a type consists of.
fn lines_of(resolve: &Resolve, ty: TypeId) -> Vec<Line> {
    let def = &resolve.types[ty];
    match &def.kind {
        TypeDefKind::Record(record) => record
            .fields
            .iter()
            .map(|field| {
                (format!("{}: {}", field.name, type_text(resolve, &field.ty)), mentions(resolve, &field.ty))
            })
            .collect(),
        TypeDefKind::Variant(variant) => variant
            .cases
            .iter()
            .map(|case| match &case.ty {
                Some(ty) => (format!("{}({})", case.name, type_text(resolve, ty)), mentions(resolve, ty)),
                None => (case.name.clone(), Vec::new()),
            })
            .collect(),
        TypeDefKind::Enum(cases) => cases.cases.iter().map(|case| (case.name.clone(), Vec::new())).collect(),
        TypeDefKind::Flags(flags) => flags.flags.iter().map(|flag| (flag.name.clone(), Vec::new())).collect(),
        TypeDefKind::Resource => {
            let is_own = |func: &&Function| func.kind.resource() == Some(ty);
            funcs(resolve, def).into_iter().filter(is_own).map(|func| func_line(resolve, func)).collect()
        }
        kind @ (TypeDefKind::Handle(_)
        | TypeDefKind::Tuple(_)
        | TypeDefKind::Option(_)
        | TypeDefKind::Result(_)
        | TypeDefKind::List(_)
        | TypeDefKind::Map(..)
        | TypeDefKind::FixedLengthList(..)
        | TypeDefKind::Future(_)
        | TypeDefKind::Stream(_)
        | TypeDefKind::Type(_)
        | TypeDefKind::Unknown) => {
            vec![(format!("= {}", kind_text(resolve, kind)), kind_mentions(resolve, kind))]
        }
    }
}

/// The functions beside a type.
fn funcs<'a>(resolve: &'a Resolve, def: &TypeDef) -> Vec<&'a Function> {
    match owner(def) {
        Some(Scope::Interface(id)) => resolve.interfaces[id].functions.values().collect(),
        Some(Scope::World(id)) => {
            let world = &resolve.worlds[id];
            let items = world.imports.values().chain(world.exports.values());
            items
                .filter_map(|item| match item {
                    WorldItem::Function(func) => Some(func),
                    WorldItem::Interface { .. } | WorldItem::Type { .. } => None,
                })
                .collect()
        }
        None => Vec::new(),
    }
}

fn owner(def: &TypeDef) -> Option<Scope> {
    match def.owner {
        TypeOwner::Interface(id) => Some(Scope::Interface(id)),
        TypeOwner::World(id) => Some(Scope::World(id)),
        TypeOwner::None => None,
    }
}

/// The type that a `use` leads to.
fn home(resolve: &Resolve, ty: TypeId) -> TypeId {
    let mut at = ty;
    while let TypeDefKind::Type(Type::Id(target)) = resolve.types[at].kind {
        if resolve.types[target].owner == resolve.types[at].owner {
            break;
        }
        at = target;
    }
    at
}

/// A line that is not too long.
fn cut(line: &str) -> String {
    if line.chars().count() <= CHARS {
        return line.to_owned();
    }
    line.chars().take(CHARS - 1).chain(['…']).collect()
}
