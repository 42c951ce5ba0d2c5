//! What a binary has in it, whoever composed it.

use crate::base::ids::{FrameIx, NodeIx};
use crate::base::maps::HashMap;
use crate::component::inside::{Inner, Inside, Item, Origin};
use crate::compose::picture::{arrow, count, crowd, fresh, host, size};
use crate::picture::{EdgeKind, Group, Node, NodeKind, Picture};

/// What is opened and drawn at most: a component may have itself in it, twice at each level.
const MANY: usize = 4000;

/// The instances in a component, and what they are given. What compilers wrap around a component's own modules is not
/// shown.
pub fn inside(component: &Inside, title: &str) -> Picture {
    let mut drawing = Drawing {
        picture: Picture { title: title.to_owned(), ..Picture::default() },
        host: None,
        outer: Vec::new(),
    };
    let world = drawing.picture.nodes.push(Node::new("exports", "exports", NodeKind::World));
    let imports = component.imports.iter().map(|(name, _)| (name.clone(), Target::Host)).collect();
    let name = component.name.as_deref().unwrap_or(title);
    let exports = if is_composed(component) {
        drawing.scope(component, &imports, name, None)
    } else {
        let node = drawing.leaf(component, name, None);
        for (name, _) in &component.imports {
            drawing.wire(node, Target::Host, name);
        }
        component.exports.iter().map(|(name, ..)| (name.clone(), Target::Node(node))).collect()
    };
    for (name, ..) in &component.exports {
        match exports.get(name) {
            Some(Target::Node(node)) => {
                drawing.picture.edges.push(arrow(world, *node, EdgeKind::Export, name.as_str()));
            }
            Some(Target::Host) => {
                let to = host(&mut drawing.picture, &mut drawing.host);
                drawing.picture.edges.push(arrow(world, to, EdgeKind::Export, name.as_str()));
            }
            Some(Target::Nothing) | None => {}
        }
    }
    crowd::few(drawing.picture)
}

/// What provides something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Node(NodeIx),
    Host,
    Nothing,
}

/// What provides each export or import, by name.
type Targets = HashMap<String, Target>;

struct Drawing<'a> {
    picture: Picture,
    host: Option<NodeIx>,
    /// The components around the one that is being drawn.
    outer: Vec<&'a Inside>,
}

/// One component whose parts are being drawn.
struct Scope<'a, 'b> {
    component: &'a Inside,
    imports: &'b Targets,
    /// What the exports of its instances are, if they were drawn.
    instances: HashMap<usize, Made>,
    name: &'b str,
    frame: Option<FrameIx>,
    /// Its own core modules, if something refers to them.
    itself: Option<NodeIx>,
}

/// An instance that was drawn.
enum Made {
    /// As one node.
    Leaf(NodeIx),
    /// In parts.
    Parts(Targets),
    /// Not at all: it hands on what it was given.
    Wrapper,
}

impl<'a> Drawing<'a> {
    /// Draws what is in a component, and says what its exports are.
    fn scope(
        &mut self,
        component: &'a Inside,
        imports: &Targets,
        name: &str,
        frame: Option<FrameIx>,
    ) -> Targets {
        let mut scope =
            Scope { component, imports, instances: HashMap::default(), name, frame, itself: None };
        for (index, instance) in component.instances.iter().enumerate() {
            let Origin::Made(of, args) = &instance.origin else { continue };
            let args: Vec<(&str, Target)> =
                args.iter().map(|(name, item)| (name.as_str(), self.item(&mut scope, *item, 0))).collect();
            let made = self.instance(component, instance.name.as_deref(), *of, &args, frame);
            scope.instances.insert(index, made);
        }
        let exports = component.exports.iter();
        exports.map(|(name, _, item)| (name.clone(), self.item(&mut scope, *item, 0))).collect()
    }

    fn instance(
        &mut self,
        scope: &'a Inside,
        name: Option<&str>,
        of: usize,
        args: &[(&str, Target)],
        frame: Option<FrameIx>,
    ) -> Made {
        let found = self.component(scope, of);
        let called = match found {
            Some((inner, called)) => name.or(called).or(inner.name.as_deref()).unwrap_or("component"),
            None => name.unwrap_or("component"),
        };
        let node = match found {
            Some((inner, _)) if is_wrapper(inner) => return Made::Wrapper,
            Some((inner, _)) if is_composed(inner) && self.picture.nodes.len() < MANY => {
                let group = Group { label: called.to_owned(), inside: frame };
                let frame = self.picture.groups.push(group);
                let imports: Targets =
                    args.iter().map(|(name, target)| ((*name).to_owned(), *target)).collect();
                self.outer.push(scope);
                let exports = self.scope(inner, &imports, called, Some(frame));
                self.outer.pop();
                return Made::Parts(exports);
            }
            Some((inner, _)) => self.leaf(inner, called, frame),
            None => {
                let id = fresh(&self.picture, called);
                let node = Node { inside: frame, ..Node::new(id.clone(), id, NodeKind::Component) };
                self.picture.nodes.push(node)
            }
        };
        for (name, target) in args {
            self.wire(node, *target, name);
        }
        Made::Leaf(node)
    }

    /// A component in scope, with the name that is has there.
    fn component(&self, scope: &'a Inside, index: usize) -> Option<(&'a Inside, Option<&'a str>)> {
        let (mut scope, mut index) = (scope, index);
        let mut outer = self.outer.as_slice();
        // An alias may be of another alias.
        loop {
            match scope.components.get(index)? {
                Inner::Defined(inner, name) => return Some((inner, name.as_deref())),
                Inner::Outer(0, other) => index = *other as usize,
                Inner::Outer(count, other) => {
                    let place = outer.len().checked_sub(*count as usize)?;
                    scope = outer.get(place)?;
                    outer = outer.get(..place)?;
                    index = *other as usize;
                }
                Inner::Elsewhere => return None,
            }
        }
    }

    fn leaf(&mut self, component: &Inside, name: &str, frame: Option<FrameIx>) -> NodeIx {
        let id = fresh(&self.picture, name);
        let mut node = Node { inside: frame, ..Node::new(id.clone(), id, NodeKind::Component) };
        let shared = component.shared_modules;
        let modules = component.modules.len() + shared;
        let modules = (modules > 0).then(|| {
            let of_them = if shared > 0 { format!(" ({shared} shared)") } else { String::new() };
            count(modules, "core module") + &of_them
        });
        node.lines.push(modules.into_iter().chain([size(component.size)]).collect::<Vec<_>>().join(", "));
        self.picture.nodes.push(node)
    }

    fn wire(&mut self, from: NodeIx, to: Target, name: &str) {
        match to {
            Target::Node(to) => {
                self.picture.edges.push(arrow(from, to, EdgeKind::Wire, name));
            }
            Target::Host => {
                let to = host(&mut self.picture, &mut self.host);
                self.picture.edges.push(arrow(from, to, EdgeKind::Import, name));
            }
            Target::Nothing => {}
        }
    }

    /// What provides something in scope.
    fn item(&mut self, scope: &mut Scope<'a, '_>, item: Item, depth: usize) -> Target {
        /// Aliases are followed a while: each comes after what it is of.
        const DEEP: usize = 1000;
        let component = scope.component;
        if let Item::Instance(index) = item {
            match scope.instances.get(&index) {
                Some(Made::Leaf(node)) => return Target::Node(*node),
                Some(Made::Parts(exports)) => {
                    let mut some = exports.values().filter(|target| **target != Target::Nothing);
                    return some.next().copied().unwrap_or(Target::Nothing);
                }
                Some(Made::Wrapper) => return self.itself(scope),
                None => {}
            }
        }
        if depth > DEEP { Target::Nothing } else { self.origin(scope, component.origin(item), depth + 1) }
    }

    fn origin(&mut self, scope: &mut Scope<'a, '_>, origin: &'a Origin, depth: usize) -> Target {
        match origin {
            Origin::Import(name) => scope.imports.get(name).copied().unwrap_or(Target::Nothing),
            Origin::Export(instance, name) => match scope.instances.get(instance) {
                Some(Made::Leaf(node)) => Target::Node(*node),
                Some(Made::Parts(exports)) => exports.get(name).copied().unwrap_or(Target::Nothing),
                Some(Made::Wrapper) => self.itself(scope),
                None => self.export(scope, *instance, name, depth),
            },
            Origin::Bundle(items) => {
                let mut targets = items.iter().map(|(_, item)| self.item(scope, *item, depth));
                targets.find(|target| *target != Target::Nothing).unwrap_or(Target::Nothing)
            }
            Origin::Same(item) => self.item(scope, *item, depth),
            Origin::Core => self.itself(scope),
            Origin::Made(..) | Origin::Other => Target::Nothing,
        }
    }

    /// What provides an export of an instance that was not made of a component here.
    fn export(&mut self, scope: &mut Scope<'a, '_>, instance: usize, name: &str, depth: usize) -> Target {
        let component = scope.component;
        if let Origin::Bundle(items) = component.origin(Item::Instance(instance)) {
            let found = items.iter().find(|(item, _)| item == name);
            return found.map_or(Target::Nothing, |(_, item)| self.item(scope, *item, depth));
        }
        self.item(scope, Item::Instance(instance), depth)
    }

    /// A component's own core modules, beside the components in it.
    fn itself(&mut self, scope: &mut Scope<'a, '_>) -> Target {
        let node = match scope.itself {
            Some(known) => known,
            None => {
                let node = self.leaf(scope.component, scope.name, scope.frame);
                for (name, _) in &scope.component.imports {
                    if let Some(target) = scope.imports.get(name).copied() {
                        self.wire(node, target, name);
                    }
                }
                scope.itself = Some(node);
                node
            }
        };
        Target::Node(node)
    }
}

/// Whether there are components in it that do something.
fn is_composed(component: &Inside) -> bool {
    component.instances.iter().any(|instance| match &instance.origin {
        Origin::Made(of, _) => match component.components.get(*of) {
            Some(Inner::Defined(inner, _)) => !is_wrapper(inner),
            Some(Inner::Outer(..) | Inner::Elsewhere) => component.core_instances == 0,
            None => false,
        },
        Origin::Import(_)
        | Origin::Export(..)
        | Origin::Bundle(_)
        | Origin::Same(_)
        | Origin::Core
        | Origin::Other => false,
    })
}

/// Whether it only hands on what it is given: compilers make such components to give exports their types.
fn is_wrapper(component: &Inside) -> bool {
    component.core_instances == 0 && !is_composed(component) && !component.imports.is_empty()
}
