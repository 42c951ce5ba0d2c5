//! The functions a component exports, and which of them a call means.

use std::fmt::{self, Debug, Display, Write};
use std::sync::Arc;

use wasmtime::component::types::{ComponentItem, Type};
use wasmtime::component::{Component, ComponentExportIndex, types};

use crate::base::names::{ExternName, WitName};
use crate::base::near;
use crate::harness::error::Handle;
use crate::harness::wit::{self, Names};

/// Every function that a component exports, in its order.
#[derive(Debug)]
pub struct Exports {
    functions: Vec<Function>,
    /// Every export as the component names it.
    names: Vec<String>,
}

/// One exported function.
pub struct Function {
    /// The interface it belongs to; none for the world's own.
    pub interface: Option<ExternName>,
    /// Its name there, `[method]counter.get` and the like included.
    pub name: WitName,
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
        let mut exports = Self { functions: Vec::new(), names: Vec::new() };
        for (name, item) in component.component_type().exports(engine) {
            exports.names.push(name.to_owned());
            match item.ty {
                ComponentItem::ComponentFunc(ty) => exports.push(component, None, name, &ty, &world),
                ComponentItem::ComponentInstance(instance) => exports.instance(component, name, &instance),
                ComponentItem::CoreFunc(_)
                | ComponentItem::Module(_)
                | ComponentItem::Component(_)
                | ComponentItem::Type(_)
                | ComponentItem::Resource(_) => {}
            }
        }
        exports
    }

    fn instance(&mut self, component: &Component, interface: &str, instance: &types::ComponentInstance) {
        let names = Arc::new(Names::of_instance(instance, component));
        for (name, item) in instance.exports(component.engine()) {
            if let ComponentItem::ComponentFunc(ty) = item.ty {
                self.push(component, Some(interface), name, &ty, &names);
            }
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
        self.functions.push(Function {
            interface: interface.map(extern_name),
            name: WitName::new(name),
            signature: types.signature(name, ty),
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

    /// The name most like `wanted`, spelt in the same way.
    fn nearest(&self, wanted: &str) -> Option<String> {
        let callable = self.functions.iter().filter(|function| function.handle().is_none());
        let known: Vec<String> = callable
            .flat_map(|function| [function.name.to_string(), function.short_name(), function.to_string()])
            .collect();
        let whole = near::nearest(wanted, known.iter().map(String::as_str));
        // A right function in a wrong interface, too, is worth a word.
        let last = Path::of(wanted).function;
        whole.or_else(|| near::nearest(last, known.iter().map(String::as_str))).map(str::to_owned)
    }

    /// The functions that can be called with values, under the interfaces they belong to.
    pub fn listing(&self) -> String {
        let mut listing = String::new();
        let mut heading = None;
        for function in self.functions.iter().filter(|function| function.handle().is_none()) {
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
    /// What keeps it from being called with values alone.
    pub fn handle(&self) -> Option<Handle> {
        let types = self.params.iter().map(|(_, ty)| ty).chain(&self.result);
        types.into_iter().find_map(wit::handle_in)
    }

    /// `todo-store.create-todo`.
    fn short_name(&self) -> String {
        match &self.interface {
            None => self.name.to_string(),
            Some(ExternName::Plain(interface)) => format!("{interface}.{}", self.name),
            Some(ExternName::Interface(interface)) => format!("{}.{}", interface.name, self.name),
        }
    }

    /// The name without what marks methods, constructors and static functions: `counter.get`.
    fn bare_name(&self) -> &str {
        let name = self.name.as_str();
        name.split_once(']').map_or(name, |(_, bare)| bare)
    }
}

/// `example:todo/todo-store@0.1.0#create-todo`.
impl Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.interface {
            Some(interface) => write!(f, "{interface}#{}", self.name),
            None => Display::fmt(&self.name, f),
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
        let named = |name: &str| name == function.name.as_str() || name == function.bare_name();
        match (self.interface, &function.interface) {
            // `counter.get` may also be the method of a resource.
            (Some(first), _) if named(&format!("{first}.{}", self.function)) => true,
            (None, None) => self.version.is_none() && named(self.function),
            (None, Some(interface)) => named(self.function) && self.has_version(interface),
            (Some(_), None) => false,
            (Some(wanted), Some(interface)) => {
                named(self.function) && is_called(interface, wanted) && self.has_version(interface)
            }
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
