//! Prints a plan as a component binary, with wasm-encoder: it decides nothing.

mod exports;
mod groups;
mod imports;
mod instances;
mod names;
pub(super) mod pieces;
mod skeleton;
mod stub;
mod stub_code;
mod types;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wasm_encoder::{
    ComponentBuilder, ComponentExportKind, ComponentExternName, ComponentSection as _, ComponentSectionId,
    CustomSection, RawSection,
};

use crate::base::guard::beside;
use crate::base::ids::{ComponentIx, InstanceIx, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::ExternName;
use crate::component::inside::PROVENANCE;
use crate::component::{Beyond, Component, Digest, Port, PortKind};
use crate::compose::Validation;
use crate::compose::encode::pieces::Pieces;
pub(super) use crate::compose::encode::skeleton::{Skeleton, Standins};
use crate::compose::layout::Layout;
use crate::compose::layout::keys::Key;
use crate::compose::layout::limits::Large;
use crate::compose::plan::LinkPlan;
use crate::compose::provenance::provenance;
use crate::compose::stub::StubPlan;

/// The composed component, put together when it is written.
#[derive(Clone, Debug)]
pub struct Composed<'a> {
    plan: &'a LinkPlan,
    pieces: Pieces,
    /// Whether what it was made of is said behind the pieces.
    has_provenance: bool,
    /// How much of it was validated: all, where its wiring says too little.
    pub validated: Validation,
    /// Where everything is in it.
    pub layout: Layout,
}

impl<'a> Composed<'a> {
    /// The component that `plan` describes, with everything where `layout` says.
    pub(super) fn new(plan: &'a LinkPlan, layout: Layout, has_provenance: bool) -> Self {
        let mut writer = Writer::new(plan, &layout, Content::Whole);
        writer.front();
        writer.result();
        let pieces = writer.finish();
        Self { plan, pieces, has_provenance, validated: Validation::Wiring, layout }
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        let provenance = self.has_provenance.then(|| self.provenance(&|_| Digest::default()).len() as u64);
        self.pieces.size() + provenance.unwrap_or_default()
    }

    /// What it is too large for.
    pub fn large(&self) -> Option<Large> {
        Large::of(self.layout.counts)
    }

    /// Writes it, piece by piece. Digests of large components are made meanwhile.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let components = &self.plan.components;
        let unknown: Vec<&Component> =
            components.values().filter(|component| component.bytes.known().is_none()).collect();
        if !self.has_provenance || unknown.is_empty() {
            self.pieces.write(components, to)?;
        } else {
            let is_over = AtomicBool::new(false);
            let digest = || {
                let mut wanted = unknown.iter().take_while(|_| !is_over.load(Ordering::Relaxed));
                wanted.all(|component| component.bytes.digest().is_some())
            };
            let write = || {
                let written = self.pieces.write(components, to);
                is_over.store(written.is_err(), Ordering::Relaxed);
                written
            };
            beside(digest, write).1?;
        }
        if self.has_provenance {
            if let Some(lost) = components.values().find(|component| component.bytes.digest().is_none()) {
                return Err(io::Error::other(format!("`{}` could not be read again", lost.name)));
            }
            let digest = |component: &Component| component.bytes.digest().unwrap_or_default();
            to.write_all(&self.provenance(&digest))?;
        }
        Ok(())
    }

    /// Its bytes.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.size()).unwrap_or_default());
        self.write(&mut bytes)?;
        Ok(bytes)
    }

    /// The section that says what it was made of.
    fn provenance(&self, digest: &dyn Fn(&Component) -> Digest) -> Vec<u8> {
        let text = provenance(self.plan, digest);
        let mut section = Vec::with_capacity(text.len() + PROVENANCE.len() + 16);
        let custom = CustomSection { name: PROVENANCE.into(), data: text.into_bytes().into() };
        custom.append_to_component(&mut section);
        section
    }
}

/// The same with imports in the place of all components, as a section that goes behind the types of `skeleton`: these
/// together are valid if and only if the result is, and small.
pub(super) fn outline(plan: &LinkPlan, layout: &Layout, skeleton: &Skeleton) -> Option<Vec<u8>> {
    let mut writer = Writer::new(plan, layout, Content::Skeleton(skeleton));
    writer.result();
    let mut bytes = Vec::new();
    writer.finish().write(&plan.components, &mut bytes).ok()?;
    let mut section = Vec::with_capacity(bytes.len() + 8);
    RawSection { id: ComponentSectionId::Component.into(), data: &bytes }.append_to_component(&mut section);
    Some(section)
}

/// The bytes of a stub.
pub(super) fn stub(plan: &StubPlan) -> Vec<u8> {
    stub::stub(plan)
}

/// What is written of the components.
#[derive(Clone, Copy)]
enum Content<'a> {
    /// All.
    Whole,
    /// Their types.
    Skeleton(&'a Skeleton),
}

/// What was written so far into one scope, and which index everything has in it.
struct Writer<'a> {
    plan: &'a LinkPlan,
    layout: &'a Layout,
    content: Content<'a>,
    /// How many scopes the result itself is outside.
    depth: u32,
    builder: ComponentBuilder,
    /// What the module and component sections that the builder has written stand for.
    parts: Vec<Pieces>,
    components: HashMap<ComponentIx, u32>,
    /// Components of the scope outside, if there is one.
    outer_components: HashMap<ComponentIx, u32>,
    /// What came into scope: imports, and what instances inside have.
    keys: HashMap<Key, u32>,
    /// What instances of groups export, and under which names.
    from_groups: HashMap<Key, (u32, Arc<str>)>,
    instances: HashMap<InstanceIx, u32>,
    /// What each import of an instance was given.
    given: HashMap<(InstanceIx, ExternName), u32>,
    /// Exports of instances that were brought into scope.
    aliases: HashMap<(u32, Arc<str>), u32>,
    /// The host's types that were brought into scope.
    host_types: HashMap<TypeIx, u32>,
    names: names::Names,
}

impl<'a> Writer<'a> {
    fn new(plan: &'a LinkPlan, layout: &'a Layout, content: Content<'a>) -> Self {
        Self {
            plan,
            layout,
            content,
            depth: 0,
            builder: ComponentBuilder::default(),
            parts: Vec::new(),
            components: HashMap::default(),
            outer_components: HashMap::default(),
            keys: HashMap::default(),
            from_groups: HashMap::default(),
            instances: HashMap::default(),
            given: HashMap::default(),
            aliases: HashMap::default(),
            host_types: HashMap::default(),
            names: names::Names::default(),
        }
    }

    /// All but what is stored once.
    fn result(&mut self) {
        self.imports();
        self.groups();
        self.instances(&self.layout.rest);
        self.exports();
    }

    /// What is stored once: the first of the modules and components, so that their places are their indices.
    fn front(&mut self) {
        let layout = self.layout;
        for stored in &layout.shared.modules {
            let mut module = Pieces::default();
            module.copy(stored.component, stored.content.clone());
            let place = self.part(module);
            self.builder.core_module_raw(None, &place);
        }
        for stored in &layout.shared.components {
            let content = stored.content.clone();
            let component = Pieces::rewritten(&layout.shared, stored.component, content, &stored.parts, 1);
            let place = self.part(component);
            self.builder.component_raw(None, &place);
        }
        for component in &layout.common {
            self.embed(*component);
        }
    }

    fn finish(mut self) -> Pieces {
        self.builder.custom_section(&self.names.section().as_custom());
        Pieces::expand(&self.builder.finish(), &self.parts)
    }

    /// Notes what a section stands for, and gives what the builder is to write instead.
    fn part(&mut self, part: Pieces) -> [u8; 4] {
        let place = u32::try_from(self.parts.len()).unwrap_or(u32::MAX);
        self.parts.push(part);
        place.to_le_bytes()
    }

    /// The index of something that is given to somebody in this scope.
    fn resolve(&mut self, key: &Key, kind: PortKind) -> Option<u32> {
        if let Some(known) = self.keys.get(key) {
            return Some(*known);
        }
        let inside = match key {
            Key::Import(_) => None,
            Key::Export(instance, wire_name) => {
                let instance = self.instances.get(instance).copied();
                instance.map(|instance| self.alias(instance, wire_name, sort(kind)))
            }
            Key::Whole(instance) => self.instances.get(instance).copied(),
            Key::Made(instance, import) => self.given.get(&(*instance, import.clone())).copied(),
        };
        let from_group = || self.from_groups.get(key).cloned();
        let index = match inside {
            Some(index) => index,
            None => {
                let (group, name) = from_group()?;
                self.alias(group, &name, sort(kind))
            }
        };
        self.keys.insert(key.clone(), index);
        Some(index)
    }

    /// The index of an export of an instance.
    fn alias(&mut self, instance: u32, name: &Arc<str>, kind: ComponentExportKind) -> u32 {
        let key = (instance, Arc::clone(name));
        if let Some(known) = self.aliases.get(&key) {
            return *known;
        }
        let index = self.builder.alias_export(instance, name, kind);
        if kind == ComponentExportKind::Instance {
            self.names.instance(index, name);
        }
        self.aliases.insert(key, index);
        index
    }
}

/// The sort of index that a port needs.
fn sort(kind: PortKind) -> ComponentExportKind {
    match kind {
        PortKind::Interface | PortKind::Other(Beyond::Instance) => ComponentExportKind::Instance,
        PortKind::Func => ComponentExportKind::Func,
        PortKind::Type | PortKind::Other(Beyond::Type) => ComponentExportKind::Type,
        PortKind::Other(Beyond::Module) => ComponentExportKind::Module,
        PortKind::Other(Beyond::Component) => ComponentExportKind::Component,
        PortKind::Other(Beyond::Value) => ComponentExportKind::Value,
    }
}

/// A port's name with all its attributes.
fn extern_name(port: &Port) -> ComponentExternName<'_> {
    let implements = port.implements.as_ref().map(|name| {
        let full = name.to_string();
        let suffix = port.version_suffix.as_deref().unwrap_or_default();
        full.strip_suffix(suffix).unwrap_or(&full).to_owned().into()
    });
    ComponentExternName {
        name: (&*port.wire_name).into(),
        implements,
        version_suffix: port.version_suffix.as_deref().map(Into::into),
        external_id: port.external_id.as_deref().map(Into::into),
    }
}
