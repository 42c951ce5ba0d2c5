//! Names that a script has bound, among the values of a call.

use std::ops::Range;

use wasm_wave::ast::{Node, NodeType};
use wasmtime::component::{Type, Val};

use crate::base::near;
use crate::harness::shape::{fits, owns, settled};
use crate::harness::wave::read::{Misfit, Read, Reader, misfit};

/// A name that stands for a value.
#[derive(Clone, Debug)]
pub(in crate::harness) struct Use {
    /// The name.
    pub(in crate::harness) name: String,
    /// Where it stands in the source.
    pub(in crate::harness) at: Range<usize>,
    /// Whether a resource in the value has a new owner afterwards.
    pub(in crate::harness) gives: bool,
}

impl Reader<'_> {
    /// What a bound name stands for, if `node` is one and can be meant where a `ty` is wanted.
    pub(super) fn bound(&self, node: &Node, ty: &Type) -> Option<Read> {
        let name = self.text(node);
        if node.ty() != NodeType::Label || is_case(ty, name) {
            return None;
        }
        let variable = self.scope.get(name)?;
        if variable.ty.as_ref().is_some_and(|given| fits(given, ty) || fits(given, &settled(ty.clone()))) {
            self.uses.borrow_mut().push(Use { name: name.to_owned(), at: node.span(), gives: owns(ty) });
            // Before anything was called, types are all there is.
            return Some(Ok(variable.value.clone().unwrap_or(Val::Bool(false))));
        }
        // It may be what stands in the parentheses of a `some(..)` or `ok(..)`.
        if matches!(ty, Type::Option(_) | Type::Result(_)) {
            return None;
        }
        let inside = match &variable.ty {
            Some(Type::Option(option)) => Some(option.ty()),
            Some(Type::Result(result)) => result.ok(),
            other => other.clone(),
        };
        let is_inside = inside.is_some_and(|inside| fits(&inside, ty));
        let advice = is_inside.then(|| format!("`let x = {name}?` takes out what is in it: give that"));
        Some(Err(misfit(node, format!("`{name}` is a `{}`", variable.spell()), advice)))
    }

    /// A handle has no text: only a name can stand for it.
    pub(super) fn no_handle(&self, node: &Node, ty: &Type) -> Misfit {
        let near = near::nearest(self.text(node), self.scope.names());
        let advice = match near {
            Some(near) if node.ty() == NodeType::Label => format!("did you mean `{near}`?"),
            Some(_) | None => {
                "a handle is given by name: `let x = ..` binds one, and `x` stands for it".to_owned()
            }
        };
        Misfit { advice: Some(advice), ..self.other_kind(node, ty) }
    }
}

/// Whether `ty` has a case of this name, which goes before a bound one.
fn is_case(ty: &Type, name: &str) -> bool {
    let is_enum = matches!(ty, Type::Enum(cases) if cases.names().any(|case| case == name));
    is_enum || matches!(ty, Type::Variant(variant) if variant.cases().any(|case| case.name == name))
}
