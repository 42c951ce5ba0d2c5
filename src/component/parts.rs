//! The modules and components inside a component: where they are, and which of them stand on their own.

use std::ops::Range;

use wasmparser::{
    ComponentAlias, ComponentType, ComponentTypeDeclaration, CoreType, InstanceTypeDeclaration,
    ModuleTypeDeclaration, Payload,
};

use crate::component::identity::Identity;

/// A core module or a component that is in a component.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which of the two.
    pub kind: PartKind,
    /// Its section in the outermost binary, with what says how long it is.
    pub section: Range<u64>,
    /// Its own binary.
    pub content: Range<u64>,
    /// What tells its binary from others; `None` if it is too small or too deep to be compared.
    pub identity: Option<Identity>,
    /// Whether it refers to nothing of the components around it.
    pub is_closed: bool,
    /// What is in it.
    pub parts: Vec<Part>,
}

/// What is in a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// A core module.
    Module,
    /// A component.
    Component,
}

impl Part {
    /// How many modules and components this is, with what is in it.
    pub fn count(&self) -> usize {
        1 + self.parts.iter().map(Part::count).sum::<usize>()
    }
}

/// How many scopes a section reaches out of its component at most.
pub(super) fn reach(payload: &Payload<'_>) -> wasmparser::Result<u32> {
    let mut reach = 0;
    if let Payload::ComponentAliasSection(aliases) = payload {
        for alias in aliases.clone() {
            reach = reach.max(of_alias(&alias?, 0));
        }
    } else if let Payload::ComponentTypeSection(types) = payload {
        for ty in types.clone() {
            reach = reach.max(of_type(&ty?, 0));
        }
    } else if let Payload::CoreTypeSection(types) = payload {
        for ty in types.clone() {
            reach = reach.max(of_core_type(&ty?, 0));
        }
    }
    Ok(reach)
}

/// The same for an alias within `nested` types.
fn of_alias(alias: &ComponentAlias<'_>, nested: u32) -> u32 {
    if let ComponentAlias::Outer { count, .. } = alias { count.saturating_sub(nested) } else { 0 }
}

fn of_type(ty: &ComponentType<'_>, nested: u32) -> u32 {
    if let ComponentType::Component(declarations) = ty {
        let each = declarations.iter().map(|declaration| match declaration {
            ComponentTypeDeclaration::CoreType(ty) => of_core_type(ty, nested + 1),
            ComponentTypeDeclaration::Type(ty) => of_type(ty, nested + 1),
            ComponentTypeDeclaration::Alias(alias) => of_alias(alias, nested + 1),
            ComponentTypeDeclaration::Export { .. } | ComponentTypeDeclaration::Import(_) => 0,
        });
        each.max().unwrap_or_default()
    } else if let ComponentType::Instance(declarations) = ty {
        let each = declarations.iter().map(|declaration| match declaration {
            InstanceTypeDeclaration::CoreType(ty) => of_core_type(ty, nested + 1),
            InstanceTypeDeclaration::Type(ty) => of_type(ty, nested + 1),
            InstanceTypeDeclaration::Alias(alias) => of_alias(alias, nested + 1),
            InstanceTypeDeclaration::Export { .. } => 0,
        });
        each.max().unwrap_or_default()
    } else {
        0
    }
}

fn of_core_type(ty: &CoreType<'_>, nested: u32) -> u32 {
    let CoreType::Module(declarations) = ty else { return 0 };
    let each = declarations.iter().map(|declaration| match declaration {
        ModuleTypeDeclaration::OuterAlias { count, .. } => count.saturating_sub(nested + 1),
        ModuleTypeDeclaration::Type(_)
        | ModuleTypeDeclaration::Export { .. }
        | ModuleTypeDeclaration::Import(_) => 0,
    });
    each.max().unwrap_or_default()
}
