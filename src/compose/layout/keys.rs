//! What passes from one scope of the result to another, and what its type is made of.

use std::sync::Arc;

use crate::base::ids::{ImportIx, InstanceIx, TypeIx};
use crate::base::names::ExternName;
use crate::component::{Component, PortKind};
use crate::compose::plan::{Arg, LinkPlan, Source};
use crate::compose::uses::uses;
use crate::graph::node::{Owner, Side};
use crate::graph::{Item, TypeGraph};

/// Something that an instance is given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An import of the result.
    Import(ImportIx),
    /// An export of an instance, by its name in the component's binary.
    Export(InstanceIx, Arc<str>),
    /// An instance itself.
    Whole(InstanceIx),
    /// What was made for this import of an instance, which has only types.
    Made(InstanceIx, ExternName),
}

/// A key's type: an item of a graph.
#[derive(Clone, Copy)]
pub(in crate::compose) struct View<'a> {
    pub(in crate::compose) graph: &'a TypeGraph,
    pub(in crate::compose) name: &'a ExternName,
    pub(in crate::compose) side: Side,
    pub(in crate::compose) item: &'a Item,
    pub(in crate::compose) kind: PortKind,
}

impl View<'_> {
    /// Whom the item's own types belong to.
    pub(in crate::compose) fn home(&self) -> Owner {
        Owner::Interface(self.side, self.name.clone())
    }
}

impl Key {
    /// What an argument of an instance is.
    pub(in crate::compose) fn of(instance: InstanceIx, arg: &Arg) -> Self {
        match &arg.source {
            Source::Import(import) => Key::Import(*import),
            Source::Export { instance, wire_name } => Key::Export(*instance, Arc::clone(wire_name)),
            Source::Instance(instance) => Key::Whole(*instance),
            Source::Types => Key::Made(instance, arg.import.clone()),
        }
    }

    /// The instance that it comes from.
    pub(in crate::compose) fn instance(&self) -> Option<InstanceIx> {
        match self {
            Key::Import(_) => None,
            Key::Export(instance, _) | Key::Whole(instance) | Key::Made(instance, _) => Some(*instance),
        }
    }

    /// Its type; `None` if WIT has no word for it.
    pub(in crate::compose) fn view<'a>(&self, plan: &'a LinkPlan) -> Option<View<'a>> {
        match self {
            Key::Import(ix) => {
                let step = &plan.imports[*ix];
                let item = plan.host.imports.get(&step.name)?;
                let (graph, name, kind) = (&plan.host, &step.name, step.port.kind);
                Some(View { graph, name, side: Side::Import, item, kind })
            }
            Key::Export(instance, wire_name) => {
                let component = component(plan, *instance);
                let mut exports = component.exports.iter();
                let (name, port) = exports.find(|(_, port)| port.wire_name == *wire_name)?;
                let item = component.graph.exports.get(name)?;
                Some(View { graph: &component.graph, name, side: Side::Export, item, kind: port.kind })
            }
            // Its exports are functions of no interface.
            Key::Whole(_) => None,
            Key::Made(instance, import) => {
                let component = component(plan, *instance);
                let (name, port) = component.imports.get_key_value(import)?;
                let item = component.graph.imports.get(name)?;
                Some(View { graph: &component.graph, name, side: Side::Import, item, kind: port.kind })
            }
        }
    }

    /// The types of others that its type mentions, each with what defines it.
    pub(in crate::compose) fn mentions(&self, plan: &LinkPlan) -> Vec<(TypeIx, Key)> {
        let Some(view) = self.view(plan) else { return Vec::new() };
        let used = uses(view.graph, &view.home(), view.item);
        used.into_iter().filter_map(|used| Some((used.ty, self.definer(plan, view, used.ty)?))).collect()
    }

    fn definer(&self, plan: &LinkPlan, view: View<'_>, ty: TypeIx) -> Option<Key> {
        let node = view.graph.node(ty);
        let (side, name) = match &node.owner {
            Owner::Interface(side, name) => (Some(*side), name.clone()),
            Owner::World => (None, ExternName::Plain(node.name.clone()?)),
            Owner::Nobody => return None,
        };
        let Some(instance) = self.instance() else {
            let (ix, _) = plan.imports.iter().find(|(_, step)| step.name == name)?;
            return Some(Key::Import(ix));
        };
        let imported = || {
            let arg = plan.instances[instance].args.iter().find(|arg| arg.import == name)?;
            Some(Key::of(instance, arg))
        };
        let exported = || {
            let port = component(plan, instance).exports.get(&name)?;
            Some(Key::Export(instance, Arc::clone(&port.wire_name)))
        };
        match side {
            Some(Side::Import) => imported(),
            Some(Side::Export) => exported(),
            None => imported().or_else(exported),
        }
    }
}

fn component(plan: &LinkPlan, instance: InstanceIx) -> &Component {
    &plan.components[plan.instances[instance].component]
}
