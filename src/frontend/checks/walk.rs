//! Every type that a declaration mentions.

use crate::base::ids::DeclIx;
use crate::frontend::names::Names;
use crate::frontend::names::decl::{DeclWhat, ExternWhat, Scope};
use crate::syntax::ast::{Func, Item, Signature, TypeDef, TypeRef, items};
use crate::syntax::tree::{Node, NodeKind};

/// Looks at every type below a node, outer ones first. What is in an error node has been complained about.
pub(in crate::frontend) fn each_type<'t>(node: Node<'t>, look: &mut impl FnMut(TypeRef<'t>)) {
    for child in node.children() {
        if child.kind() == NodeKind::Error {
            continue;
        }
        if let Some(found) = TypeRef::of(child) {
            look(found);
        }
        each_type(child, look);
    }
}

/// Every type that the items of a scope mention, those of inline interfaces not counted: they are a scope's own.
pub(in crate::frontend) fn each_type_in<'t>(scope: &Scope<'t>, look: &mut impl FnMut(TypeRef<'t>)) {
    for item in items(scope.node) {
        match item {
            Item::Type(definition) => each_type(definition.node(), look),
            Item::Func(func) => each_type(func.node(), look),
            Item::Import(external) | Item::Export(external) => {
                if external.node().child(NodeKind::Body).is_none() {
                    each_type(external.node(), look);
                }
            }
            Item::Header(_)
            | Item::Package(_)
            | Item::Interface(_)
            | Item::World(_)
            | Item::TopUse(_)
            | Item::Use(_)
            | Item::Include(_) => {}
        }
    }
}

/// A function wherever it is declared.
#[derive(Clone, Copy)]
pub(in crate::frontend) struct AnyFunc<'t> {
    /// What it is called, if it has a name.
    pub(in crate::frontend) name: Option<crate::syntax::ast::Name<'t>>,
    /// All of it.
    pub(in crate::frontend) node: Node<'t>,
    /// Its parameters and result.
    pub(in crate::frontend) signature: Signature<'t>,
    /// The resource it belongs to.
    pub(in crate::frontend) resource: Option<TypeDef<'t>>,
    /// What it is to the resource.
    pub(in crate::frontend) kind: AnyKind,
}

/// What a function is to its resource, or that it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) enum AnyKind {
    /// It has no resource.
    Free,
    /// Its first parameter is the resource.
    Method,
    /// It only has its name from the resource.
    Static,
    /// It makes one.
    Constructor,
}

/// Every function of a scope: its own, those of its resources, and those that a world imports or exports.
pub(in crate::frontend) fn funcs<'t>(names: &Names<'t>, scope: &Scope<'t>) -> Vec<AnyFunc<'t>> {
    let mut found = Vec::new();
    let of = |func: Func<'t>, resource: Option<TypeDef<'t>>| {
        let kind = match resource {
            None => AnyKind::Free,
            Some(_) if func.is_constructor() => AnyKind::Constructor,
            Some(_) if func.is_static() => AnyKind::Static,
            Some(_) => AnyKind::Method,
        };
        Some(AnyFunc { name: func.name(), node: func.node(), signature: func.signature()?, resource, kind })
    };
    found.extend(scope.funcs.iter().filter_map(|func| of(*func, None)));
    for decl in &scope.decls {
        if let Some(definition) = resource(names, *decl) {
            found.extend(members(definition).filter_map(|func| of(func, Some(definition))));
        }
    }
    for external in &scope.externs {
        if let (ExternWhat::Func, Some(signature)) =
            (&external.what, external.item.node().child(NodeKind::Signature).and_then(Signature::of))
        {
            let (name, node) = (external.item.name(), external.item.node());
            found.push(AnyFunc { name, node, signature, resource: None, kind: AnyKind::Free });
        }
    }
    found
}

/// The definition of a resource that a declaration is.
pub(in crate::frontend) fn resource<'t>(names: &Names<'t>, decl: DeclIx) -> Option<TypeDef<'t>> {
    match names.decls[decl].what {
        DeclWhat::Def(definition) => (definition.node().kind() == NodeKind::Resource).then_some(definition),
        DeclWhat::Used(..) => None,
    }
}

/// The functions of a resource.
pub(in crate::frontend) fn members(resource: TypeDef<'_>) -> impl Iterator<Item = Func<'_>> {
    items(resource.node()).filter_map(|item| match item {
        Item::Func(func) => Some(func),
        Item::Header(_)
        | Item::Package(_)
        | Item::Interface(_)
        | Item::World(_)
        | Item::TopUse(_)
        | Item::Use(_)
        | Item::Include(_)
        | Item::Import(_)
        | Item::Export(_)
        | Item::Type(_) => None,
    })
}
