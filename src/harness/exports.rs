//! The functions a component exports, and which of them a call means.

use std::fmt::{self, Debug, Display, Write};
use std::sync::Arc;

use wasmtime::component::types::{ComponentItem, Type};
use wasmtime::component::{Component, ComponentExportIndex, ResourceType, types};

use crate::base::names::{ExternName, WitName};
use crate::base::near;
use crate::harness::error::Handle;
use crate::harness::shape;
use crate::harness::wit::Names;

/// Every function that a component exports, in its order.
#[derive(Debug)]
pub struct Exports {
    functions: Vec<Function>,
    /// Every export as the component names it.
    names: Vec<String>,
    /// Every exported resource.
    pub(super) resources: Vec<(WitName, ComponentExportIndex)>,
}

/// What a function belongs to, and its name there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No resource.
    Free(WitName),
    /// `constructor` of this resource.
    Constructor(WitName),
    /// A resource, and a function that is called on a handle of it.
    Method(WitName, WitName),
    /// A resource, and a function that needs no handle of it.
    Static(WitName, WitName),
}

impl Kind {
    /// As the component model encodes it: `[method]counter.get`.
    fn of(name: &str) -> Self {
        let member = |text: &str| {
            text.split_once('.').map(|(resource, name)| (WitName::new(resource), WitName::new(name)))
        };
        let method = || name.strip_prefix("[method]").and_then(member);
        let fixed = || name.strip_prefix("[static]").and_then(member);
        if let Some(resource) = name.strip_prefix("[constructor]") {
            Kind::Constructor(WitName::new(resource))
        } else if let Some((resource, name)) = method() {
            Kind::Method(resource, name)
        } else if let Some((resource, name)) = fixed() {
            Kind::Static(resource, name)
        } else {
            Kind::Free(WitName::new(name))
        }
    }

    /// Its name without a mark of what it is: `counter.get`.
    pub fn bare_name(&self) -> String {
        match self {
            Kind::Free(name) | Kind::Constructor(name) => name.to_string(),
            Kind::Method(resource, name) | Kind::Static(resource, name) => format!("{resource}.{name}"),
        }
    }
}

/// One exported function.
pub struct Function {
    /// The interface it belongs to; none for the world's own.
    pub interface: Option<ExternName>,
    /// Its name there, `[method]counter.get` and the like included.
    pub name: WitName,
    /// The same, understood.
    pub kind: Kind,
    /// As WIT declares it.
    pub signature: String,
    /// Parameters by name.
    pub(super) params: Vec<(WitName, Type)>,
    pub(super) result: Option<Type>,
    pub(super) index: ComponentExportIndex,
    pub(super) types: Arc<Names>,
}

/// What a name in a call stands for.
#[derive(Debug)]
pub enum Found<'a> {
    /// Just this one.
    One(&'a Function),
    /// Functions of several interfaces.
    Many(Vec<&'a Function>),
    /// Nothing; perhaps this was meant.
    None(Option<String>),
}

impl Exports {
    pub(super) fn of(component: &Component) -> Self {
        let engine = component.engine();
        let world = Arc::new(Names::of_world(component));
        let mut exports = Self { functions: Vec::new(), names: Vec::new(), resources: Vec::new() };
        for (name, item) in component.component_type().exports(engine) {
            exports.names.push(name.to_owned());
            match item.ty {
                ComponentItem::ComponentFunc(ty) => exports.push(component, None, name, &ty, &world),
                ComponentItem::ComponentInstance(instance) => exports.instance(component, name, &instance),
                ComponentItem::Resource(_) => exports.resource(component, None, name),
                ComponentItem::CoreFunc(_)
                | ComponentItem::Module(_)
                | ComponentItem::Component(_)
                | ComponentItem::Type(_) => {}
            }
        }
        exports
    }

    fn instance(&mut self, component: &Component, interface: &str, instance: &types::ComponentInstance) {
        let names = Arc::new(Names::of_instance(instance, component));
        for (name, item) in instance.exports(component.engine()) {
            match item.ty {
                ComponentItem::ComponentFunc(ty) => self.push(component, Some(interface), name, &ty, &names),
                ComponentItem::Resource(_) => self.resource(component, Some(interface), name),
                ComponentItem::CoreFunc(_)
                | ComponentItem::Module(_)
                | ComponentItem::Component(_)
                | ComponentItem::ComponentInstance(_)
                | ComponentItem::Type(_) => {}
            }
        }
    }

    fn resource(&mut self, component: &Component, interface: Option<&str>, name: &str) {
        let instance = interface.and_then(|interface| component.get_export_index(None, interface));
        if let Some(index) = component.get_export_index(instance.as_ref(), name) {
            self.resources.push((WitName::new(name), index));
        }
    }

    fn push(
        &mut self,
        component: &Component,
        interface: Option<&str>,
        name: &str,
        ty: &types::ComponentFunc,
        types: &Arc<Names>,
    ) {
        let instance = interface.and_then(|interface| component.get_export_index(None, interface));
        let Some(index) = component.get_export_index(instance.as_ref(), name) else { return };
        let kind = Kind::of(name);
        self.functions.push(Function {
            interface: interface.map(extern_name),
            name: WitName::new(name),
            signature: types.signature(&kind, ty),
            kind,
            params: ty.params().map(|(name, ty)| (WitName::new(name), ty)).collect(),
            result: ty.results().next(),
            index,
            types: Arc::clone(types),
        });
    }

    /// What is exported, as the component names it: interfaces, functions, types.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Every exported function.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function that `wanted` names: `create-todo`, `todo-store.create-todo`,
    /// `example:todo/todo-store#create-todo` or the same with a version.
    pub fn find(&self, wanted: &str) -> Found<'_> {
        let path = Path::of(wanted);
        let found: Vec<_> = self.functions.iter().filter(|function| path.leads_to(function)).collect();
        // A world's own function has no longer name by which it could be told from others.
        let own = found.iter().find(|function| path.interface.is_none() && function.interface.is_none());
        match (own, found.as_slice()) {
            (Some(own), _) => Found::One(own),
            (None, [one]) => Found::One(one),
            (None, []) => Found::None(self.nearest(wanted)),
            (None, _) => Found::Many(found),
        }
    }

    /// The method `name` of the resource `ty`.
    pub(super) fn method(&self, ty: ResourceType, name: &str) -> Option<&Function> {
        self.methods(ty)
            .find(|function| matches!(&function.kind, Kind::Method(_, own) if own.as_str() == name))
    }

    /// What can be called on a handle of the resource `ty`.
    pub(super) fn methods(&self, ty: ResourceType) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(move |function| {
            let receiver = function.params.first().map(|(_, ty)| ty);
            matches!(function.kind, Kind::Method(..))
                && matches!(receiver, Some(Type::Borrow(own)) if *own == ty)
        })
    }

    /// The name most like `wanted`, spelt in the same way.
    fn nearest(&self, wanted: &str) -> Option<String> {
        let known: Vec<String> = self
            .functions
            .iter()
            .flat_map(|function| [function.kind.bare_name(), function.short_name(), function.to_string()])
            .collect();
        let whole = near::nearest(wanted, known.iter().map(String::as_str));
        // A right function in a wrong interface, too, is worth a word.
        let last = Path::of(wanted).function;
        whole.or_else(|| near::nearest(last, known.iter().map(String::as_str))).map(str::to_owned)
    }

    /// All functions, under the interfaces they belong to.
    pub fn listing(&self) -> String {
        let mut listing = String::new();
        let mut heading = None;
        for function in &self.functions {
            if heading != Some(&function.interface) {
                heading = Some(&function.interface);
                let interface =
                    function.interface.as_ref().map_or("the world".to_owned(), ToString::to_string);
                // Writing to a String can't fail.
                let _ = write!(listing, "\n  {interface}");
            }
            let _ = write!(listing, "\n    {}", function.signature);
        }
        listing
    }
}

impl Function {
    /// What keeps it from being called.
    pub fn handle(&self) -> Option<Handle> {
        let mut params = self.params.iter().filter_map(|(_, ty)| shape::uncarried(ty, true));
        params.next().or_else(|| shape::uncarried(self.result.as_ref()?, false))
    }

    /// `todo-store.create-todo`.
    pub(super) fn short_name(&self) -> String {
        match &self.interface {
            None => self.kind.bare_name(),
            Some(ExternName::Plain(interface)) => format!("{interface}.{}", self.kind.bare_name()),
            Some(ExternName::Interface(interface)) => format!("{}.{}", interface.name, self.kind.bare_name()),
        }
    }

    /// `example:todo/todo-store.create-todo`: as a person tells of a call.
    pub(super) fn told(&self) -> String {
        match &self.interface {
            None => self.kind.bare_name(),
            Some(ExternName::Plain(interface)) => format!("{interface}.{}", self.kind.bare_name()),
            Some(ExternName::Interface(interface)) => {
                let package = &interface.package;
                let name = self.kind.bare_name();
                format!("{}:{}/{}.{name}", package.namespace, package.name, interface.name)
            }
        }
    }
}

/// `example:todo/todo-store@0.1.0#create-todo`.
impl Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.interface {
            Some(interface) => write!(f, "{interface}#{}", self.kind.bare_name()),
            None => f.write_str(&self.kind.bare_name()),
        }
    }
}

impl Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {}", self.signature)
    }
}

/// The name of a function as a user writes it, in its parts.
struct Path<'a> {
    interface: Option<&'a str>,
    version: Option<&'a str>,
    function: &'a str,
}

impl<'a> Path<'a> {
    fn of(text: &'a str) -> Self {
        if let Some((interface, function)) = text.split_once('#') {
            let (interface, version) = split_version(interface);
            return Self { interface: Some(interface), version, function };
        }
        // `ns:pkg/iface.func@1.0.0` is how wasmtime writes it.
        let (text, version) = split_version(text);
        match text.rsplit_once('.') {
            Some((interface, function)) => Self { interface: Some(interface), version, function },
            None => Self { interface: None, version, function: text },
        }
    }

    fn leads_to(&self, function: &Function) -> bool {
        let named = |name: &str| name == function.name.as_str() || name == function.kind.bare_name();
        match (self.interface, &function.interface) {
            // `counter.get` may also be the method of a resource.
            (Some(first), _) if named(&format!("{first}.{}", self.function)) => true,
            (None, None) => self.version.is_none() && named(self.function),
            (None, Some(interface)) => named(self.function) && self.has_version(interface),
            (Some(_), None) => false,
            (Some(wanted), Some(interface)) if named(self.function) => {
                is_called(interface, wanted) && self.has_version(interface)
            }
            // `counters.counter.get`
            (Some(wanted), Some(interface)) => wanted.rsplit_once('.').is_some_and(|(wanted, resource)| {
                named(&format!("{resource}.{}", self.function))
                    && is_called(interface, wanted)
                    && self.has_version(interface)
            }),
        }
    }

    fn has_version(&self, interface: &ExternName) -> bool {
        let Some(wanted) = self.version else { return true };
        let version = interface.interface().and_then(|interface| interface.package.version.as_ref());
        version.is_some_and(|version| version.to_string() == wanted)
    }
}

fn split_version(text: &str) -> (&str, Option<&str>) {
    text.split_once('@').map_or((text, None), |(text, version)| (text, Some(version)))
}

/// Whether `wanted`, which has no version, is the interface's name, in full or without its package.
fn is_called(interface: &ExternName, wanted: &str) -> bool {
    match interface {
        ExternName::Plain(name) => name.as_str() == wanted,
        ExternName::Interface(interface) => {
            let package = &interface.package;
            interface.name.as_str() == wanted
                || wanted == format!("{}:{}/{}", package.namespace, package.name, interface.name)
        }
    }
}

/// Names in a valid component can be parsed; what this version of witc has no type for stays as it is.
fn extern_name(name: &str) -> ExternName {
    name.parse().unwrap_or_else(|_| ExternName::Plain(WitName::new(name)))
}
