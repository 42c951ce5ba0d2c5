//! Which types a module's items mention that a crate without `std` has to be told where to find.

use std::collections::BTreeSet;

use crate::bindgen::items::given::Origin;
use crate::bindgen::items::modules::Module;
use crate::bindgen::items::types::{RustType, TypeDef};

/// Types of Rust's prelude that are of the crate `alloc`.
pub(in crate::bindgen) const OF_ALLOC: [&str; 2] = ["String", "Vec"];

/// Those that the module's own items mention.
pub(in crate::bindgen) fn of_alloc(module: &Module) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for item in module.types.iter().filter(|item| matches!(item.origin, Origin::Here)) {
        match &item.def {
            TypeDef::Record(fields) => fields.iter().for_each(|field| collect(&field.rust, &mut found)),
            TypeDef::Variant(cases) | TypeDef::Enum(cases) | TypeDef::Flags(cases) => {
                cases.iter().filter_map(|case| case.payload.as_ref()).for_each(|ty| collect(ty, &mut found));
            }
            TypeDef::Alias(target) => collect(target, &mut found),
            TypeDef::Resource | TypeDef::Implemented(_) => {}
        }
    }
    for item in module.imports.iter().chain(&module.exports) {
        item.params.iter().map(|(_, ty)| ty).chain(&item.result).for_each(|ty| collect(ty, &mut found));
    }
    found
}

fn collect(ty: &RustType, found: &mut BTreeSet<&'static str>) {
    match ty {
        RustType::String => {
            found.insert("String");
        }
        RustType::Vec(element) => {
            found.insert("Vec");
            collect(element, found);
        }
        RustType::Slice(part)
        | RustType::Array(part, _)
        | RustType::Ref(part)
        | RustType::Option(part)
        | RustType::Future(part)
        | RustType::Stream(part) => {
            collect(part, found);
        }
        RustType::Map(first, second) | RustType::Result(first, second) => {
            collect(first, found);
            collect(second, found);
        }
        RustType::Tuple(parts) => parts.iter().for_each(|part| collect(part, found)),
        RustType::Unit
        | RustType::Prim(_)
        | RustType::Str
        | RustType::ErrorContext
        | RustType::Named(_)
        | RustType::Lent(_)
        | RustType::View(_) => {}
    }
}
