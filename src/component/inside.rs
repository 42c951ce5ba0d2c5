//! What a component consists of: its instances, and what each of them is given.

use std::sync::Mutex;

use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentName as NameEntry,
    ComponentOuterAliasKind, ComponentTypeRef, KnownCustom, Parser, Payload,
};

use crate::component::contents::Contents;
use crate::component::error::ComponentError;
use crate::component::window::{Buffers, Feed, Window};
use crate::component::{ComponentName, decode, sniff};

/// The section in which a composer says what it was given.
pub const PROVENANCE: &str = "witc:provenance";

/// One component, as its binary has it.
#[derive(Clone, Debug, Default)]
pub struct Inside {
    /// The name that its name section gives it.
    pub name: Option<String>,
    /// How many bytes it has.
    pub size: u64,
    /// Its imports: the name of each, and what it is.
    pub imports: Vec<(String, &'static str)>,
    /// Its exports: the name of each, what it is, and where it comes from.
    pub exports: Vec<(String, &'static str, Item)>,
    /// The sizes of the core modules that are in it, without those of components in it.
    pub modules: Vec<u64>,
    /// How many core modules it has from a component around it.
    pub shared_modules: usize,
    /// How many core modules are made instances of.
    pub core_instances: usize,
    /// The components in scope, by index.
    pub components: Vec<Inner>,
    /// The instances in scope, by index.
    pub instances: Vec<Instance>,
    /// What a composer says of its origin.
    pub provenance: Option<String>,
    /// The functions in scope, by index.
    funcs: Vec<Origin>,
}

/// A component in scope.
#[derive(Clone, Debug)]
pub enum Inner {
    /// It is here.
    Defined(Box<Inside>, Option<String>),
    /// It is one of a component outside: so many scopes outside, with this index there.
    Outer(u32, u32),
    /// It comes from an import or an instance.
    Elsewhere,
}

/// An instance in scope.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The name that the name section gives it.
    pub name: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where something in scope comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The component imports it.
    Import(String),
    /// An export of an instance in scope.
    Export(usize, String),
    /// An instance of a component in scope, with what its imports are given.
    Made(usize, Vec<(String, Item)>),
    /// An instance that was put together of what is in scope.
    Bundle(Vec<(String, Item)>),
    /// It is the same as something else in scope, under a new index.
    Same(Item),
    /// A function of a core module of this component.
    Core,
    /// Something else.
    Other,
}

/// Something in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An instance.
    Instance(usize),
    /// A function.
    Func(usize),
    /// Something else.
    Other,
}

impl Inside {
    /// Where an item comes from.
    pub fn origin(&self, item: Item) -> &Origin {
        let origin = match item {
            Item::Instance(index) => self.instances.get(index).map(|instance| &instance.origin),
            Item::Func(index) => self.funcs.get(index),
            Item::Other => None,
        };
        origin.unwrap_or(&Origin::Other)
    }
}

/// Looks into a component, which is validated but for the bodies of functions.
pub fn inside(name: &ComponentName, contents: Contents) -> Result<Inside, ComponentError> {
    let contents = sniff::contents(name, contents)?;
    match decode::check(name, &contents) {
        // How many there are makes no difference here.
        Ok(()) | Err(ComponentError::TooMany { .. }) => {}
        Err(error) => return Err(error),
    }
    let failed = |error: wasmparser::Error| ComponentError::Invalid {
        name: name.clone(),
        error: error.message().to_owned(),
        offset: error.offset(),
    };
    let unread = |error| ComponentError::unread(name, &contents, error);
    let shared = Mutex::default();
    let mut buffers = Buffers::new(&shared);
    let mut window = Window::new(&contents, &mut buffers);
    let mut reading =
        Reading { parser: Parser::new(0), outer: Vec::new(), at: Inside::default(), in_module: false };
    reading.at.size = contents.size();
    loop {
        let (bytes, is_last) = window.bytes();
        match reading.step(bytes, is_last).map_err(failed)? {
            Step::Taken(length) => window.advance(length),
            Step::Wanting(hint) => window.more(hint).map_err(unread)?,
            Step::End => return Ok(reading.at),
        }
    }
}

enum Step {
    Taken(u64),
    Wanting(u64),
    End,
}

struct Reading {
    parser: Parser,
    /// The components around this one, each with its parser. A module has a level of its own, which is thrown away.
    outer: Vec<(Parser, Inside)>,
    at: Inside,
    in_module: bool,
}

impl Reading {
    fn step(&mut self, bytes: &[u8], is_last: bool) -> wasmparser::Result<Step> {
        let (payload, length) = match self.parser.parse(bytes, is_last)? {
            wasmparser::Chunk::NeedMoreData(hint) => return Ok(Step::Wanting(hint as u64)),
            wasmparser::Chunk::Parsed { payload, consumed } => (payload, consumed),
        };
        if let Payload::CodeSectionStart { size, .. } = payload {
            self.parser.skip_section();
            return Ok(Step::Taken(length as u64 + u64::from(size)));
        }
        if let Payload::ModuleSection { parser, unchecked_range } = &payload {
            self.at.modules.push(unchecked_range.end - unchecked_range.start);
            self.enter(parser, 0);
            self.in_module = true;
        } else if let Payload::ComponentSection { parser, unchecked_range } = &payload {
            self.enter(parser, unchecked_range.end - unchecked_range.start);
        } else if let Payload::End(_) = payload {
            let Some((parser, level)) = self.outer.pop() else { return Ok(Step::End) };
            self.parser = parser;
            let inner = std::mem::replace(&mut self.at, level);
            if !self.in_module {
                self.at.components.push(Inner::Defined(Box::new(inner), None));
            }
            self.in_module = false;
        } else if !self.in_module {
            self.at.section(&payload)?;
        }
        Ok(Step::Taken(length as u64))
    }

    fn enter(&mut self, parser: &Parser, size: u64) {
        let outer = std::mem::replace(&mut self.parser, parser.clone());
        let level = std::mem::take(&mut self.at);
        self.outer.push((outer, level));
        self.at.size = size;
    }
}

impl Inside {
    fn section(&mut self, payload: &Payload<'_>) -> wasmparser::Result<()> {
        if let Payload::ComponentImportSection(imports) = payload {
            for import in imports.clone() {
                let import = import?;
                let name = import.name.name.to_owned();
                self.define(kind_of(&import.ty), Origin::Import(name.clone()));
                self.imports.push((name, noun(kind_of(&import.ty))));
            }
        } else if let Payload::ComponentExportSection(exports) = payload {
            for export in exports.clone() {
                let export = export?;
                let item = item(export.kind, export.index);
                self.exports.push((export.name.name.to_owned(), noun(export.kind), item));
                self.define(export.kind, Origin::Same(item));
            }
        } else if let Payload::ComponentAliasSection(aliases) = payload {
            for alias in aliases.clone() {
                self.alias(&alias?);
            }
        } else if let Payload::ComponentInstanceSection(instances) = payload {
            for instance in instances.clone() {
                let origin = made(instance?);
                self.instances.push(Instance { name: None, origin });
            }
        } else if let Payload::ComponentCanonicalSection(functions) = payload {
            for function in functions.clone() {
                if let wasmparser::CanonicalFunction::Lift { .. } = function? {
                    self.funcs.push(Origin::Core);
                }
            }
        } else if let Payload::InstanceSection(instances) = payload {
            for instance in instances.clone() {
                let is_of_module = matches!(instance?, wasmparser::Instance::Instantiate { .. });
                self.core_instances += usize::from(is_of_module);
            }
        } else if let Payload::CustomSection(section) = payload {
            if let KnownCustom::ComponentName(names) = section.as_known() {
                // Names are a help; where they are damaged there are none.
                let _ = names.into_iter().try_for_each(|entry| self.names(entry?));
            } else if section.name() == PROVENANCE {
                self.provenance = std::str::from_utf8(section.data()).ok().map(str::to_owned);
            }
        }
        Ok(())
    }

    fn define(&mut self, kind: ComponentExternalKind, origin: Origin) {
        match kind {
            ComponentExternalKind::Instance => self.instances.push(Instance { name: None, origin }),
            ComponentExternalKind::Func => self.funcs.push(origin),
            ComponentExternalKind::Component => self.components.push(Inner::Elsewhere),
            ComponentExternalKind::Module | ComponentExternalKind::Value | ComponentExternalKind::Type => {}
        }
    }

    fn alias(&mut self, alias: &ComponentAlias<'_>) {
        match *alias {
            ComponentAlias::InstanceExport { kind, instance_index, name } => {
                self.define(kind, Origin::Export(instance_index as usize, name.to_owned()));
            }
            ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, count, index } => {
                self.components.push(Inner::Outer(count, index));
            }
            ComponentAlias::Outer { kind: ComponentOuterAliasKind::CoreModule, .. } => {
                self.shared_modules += 1;
            }
            ComponentAlias::Outer { .. } | ComponentAlias::CoreInstanceExport { .. } => {}
        }
    }

    fn names(&mut self, entry: NameEntry<'_>) -> wasmparser::Result<()> {
        if let NameEntry::Component { name, .. } = entry {
            self.name = Some(name.to_owned());
        } else if let NameEntry::Instances(map) = entry {
            for naming in map {
                let naming = naming?;
                if let Some(instance) = self.instances.get_mut(naming.index as usize) {
                    instance.name = Some(naming.name.to_owned());
                }
            }
        } else if let NameEntry::Components(map) = entry {
            for naming in map {
                let naming = naming?;
                if let Some(Inner::Defined(_, name)) = self.components.get_mut(naming.index as usize) {
                    *name = Some(naming.name.to_owned());
                }
            }
        }
        Ok(())
    }
}

fn made(instance: ComponentInstance<'_>) -> Origin {
    match instance {
        ComponentInstance::Instantiate { component_index, args } => {
            let args = args.iter().map(|arg| (arg.name.to_owned(), item(arg.kind, arg.index)));
            Origin::Made(component_index as usize, args.collect())
        }
        ComponentInstance::FromExports(exports) => {
            let items =
                exports.iter().map(|export| (export.name.name.to_owned(), item(export.kind, export.index)));
            Origin::Bundle(items.collect())
        }
    }
}

fn item(kind: ComponentExternalKind, index: u32) -> Item {
    match kind {
        ComponentExternalKind::Instance => Item::Instance(index as usize),
        ComponentExternalKind::Func => Item::Func(index as usize),
        ComponentExternalKind::Module
        | ComponentExternalKind::Value
        | ComponentExternalKind::Type
        | ComponentExternalKind::Component => Item::Other,
    }
}

fn kind_of(ty: &ComponentTypeRef) -> ComponentExternalKind {
    ty.kind()
}

fn noun(kind: ComponentExternalKind) -> &'static str {
    match kind {
        ComponentExternalKind::Instance => "interface",
        ComponentExternalKind::Func => "function",
        ComponentExternalKind::Component => "component",
        ComponentExternalKind::Module => "core module",
        ComponentExternalKind::Value => "value",
        ComponentExternalKind::Type => "type",
    }
}
