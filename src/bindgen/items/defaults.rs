//! Which types derive `Default`.

use std::collections::BTreeSet;

use crate::base::ids::{Ix, TypeIx};
use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::items::look::Look;
use crate::bindgen::items::selector::{Keys, takes_attributes, type_names};
use crate::graph::TypeGraph;
use crate::graph::node::Shape;

/// The longest array and tuple that the standard library implements `Default` for.
const MAX_ARRAY: u32 = 32;
const MAX_TUPLE: usize = 12;

/// Marks the types that the user wants to be `Default`.
pub(super) fn defaults(
    graph: &TypeGraph,
    selectors: &[String],
    looks: &mut [Look],
    problems: &mut Problems<BindError>,
) {
    if selectors.is_empty() {
        return;
    }
    let all = selectors.iter().any(|selector| selector == "all");
    let chosen = selectors.iter().filter(|selector| *selector != "all");
    let mut keys = Keys::new("--derive-default", "record, variant or enum", chosen);
    let mut have: BTreeSet<TypeIx> = BTreeSet::new();
    for ty in graph.type_ids() {
        let shape = &graph.node(ty).shape;
        let lacks = lacking(graph, ty, &have);
        if !takes_attributes(shape) {
            if lacks.is_none() {
                have.insert(ty);
            }
            continue;
        }
        let names = type_names(graph, ty);
        let is_named = !keys.of(&names).is_empty();
        match lacks {
            None if all || is_named => {
                have.insert(ty);
                if let Some(look) = looks.get_mut(ty.index()) {
                    look.default = true;
                }
            }
            Some(reason) if is_named => {
                let (name, help) = (names.into_iter().next().unwrap_or_default(), help(shape));
                problems.push(BindError::NoDefault { name, reason, help });
            }
            Some(_) | None => {}
        }
    }
    problems.extend(keys.unused());
}

/// What to do about a type that can't be.
fn help(shape: &Shape) -> &'static str {
    if matches!(shape, Shape::Record(_)) {
        "name the types of its fields as well; `--derive-default all` means all types that can be"
    } else {
        "leave it out; `--derive-default all` means all types that can be"
    }
}

/// Why a type can't be `Default`, if those can that `have` it.
fn lacking(graph: &TypeGraph, ty: TypeIx, have: &BTreeSet<TypeIx>) -> Option<String> {
    let part = |slot: u32| graph.child(ty, slot).filter(|part| !have.contains(part));
    let parts = || graph.slots(ty).into_iter().find(|slot| part(*slot).is_some());
    match &graph.node(ty).shape {
        Shape::Record(fields) => {
            let slot = parts()?;
            let field = fields.get(slot as usize)?;
            Some(format!("its field `{}` has none", field.name))
        }
        Shape::Variant(cases) => {
            let first = cases.first()?;
            graph.child(ty, 0).map(|_| format!("its first case, `{}`, has a payload", first.name))
        }
        Shape::Tuple if graph.children(ty).len() > MAX_TUPLE => Some("it is too long".to_owned()),
        Shape::FixedList(length) if *length > MAX_ARRAY => Some("it is too long".to_owned()),
        Shape::Tuple | Shape::FixedList(_) | Shape::Alias => parts().map(|_| "a part has none".to_owned()),
        Shape::Prim(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Option | Shape::List | Shape::Map => None,
        Shape::Result
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => Some("there is no such value".to_owned()),
    }
}
