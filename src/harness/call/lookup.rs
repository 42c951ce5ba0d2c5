//! What there is to be said in a session: names to be completed, and what they stand for.

use std::collections::BTreeSet;

use wasmtime::component::Type;

use crate::harness::call::Session;
use crate::harness::engine::Guest;
use crate::harness::exports::Kind;
use crate::harness::shape::parts;

/// The words of WAVE, and those that a script adds to them.
const WORDS: [&str; 10] = ["true", "false", "some(", "none", "ok(", "err(", "inf", "nan", "let ", "drop("];

/// Every word that may stand in a statement: functions, what is bound and its methods and parts, fields and cases.
pub fn words(session: &Session<'_>) -> Vec<String> {
    let mut words: BTreeSet<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    let guest = session.guest;
    for function in guest.exports.functions() {
        let names = [function.kind.bare_name(), function.short_name(), function.to_string()];
        words.extend(names.map(|name| format!("{name}(")));
        for (_, ty) in function.types.types() {
            words.extend(inner_words(ty));
        }
    }
    for name in session.scope.names() {
        let Some(variable) = session.scope.get(name) else { continue };
        words.insert(name.to_owned());
        match &variable.ty {
            Some(Type::Own(resource)) => {
                let methods = guest.exports.methods(*resource).filter_map(|function| match &function.kind {
                    Kind::Method(_, method) => Some(format!("{name}.{method}(")),
                    Kind::Free(_) | Kind::Constructor(_) | Kind::Static(..) => None,
                });
                words.extend(methods);
            }
            Some(Type::Record(record)) => {
                words.extend(record.fields().map(|field| format!("{name}.{}", field.name)));
            }
            Some(ty @ Type::Tuple(_)) => {
                words.extend((0..parts(ty).len()).map(|index| format!("{name}.{index}")));
            }
            Some(_) | None => {}
        }
    }
    words.into_iter().collect()
}

/// The names of fields, cases and flags.
fn inner_words(ty: &Type) -> Vec<String> {
    if let Type::Record(record) = ty {
        return record.fields().map(|field| format!("{}: ", field.name)).collect();
    }
    if let Type::Variant(variant) = ty {
        let case = |name: &str, has_payload| if has_payload { format!("{name}(") } else { name.to_owned() };
        return variant.cases().map(|entry| case(entry.name, entry.ty.is_some())).collect();
    }
    if let Type::Enum(cases) = ty {
        return cases.names().map(str::to_owned).collect();
    }
    if let Type::Flags(flags) = ty {
        return flags.names().map(str::to_owned).collect();
    }
    Vec::new()
}

/// What `name` is, in WIT: functions of that name, or a type.
pub fn define(guest: &Guest, name: &str) -> Option<String> {
    if guest.exports.resources.iter().any(|(resource, _)| resource.as_str() == name) {
        return Some(resource(guest, name));
    }
    let named = |function: &&crate::harness::exports::Function| {
        [function.kind.bare_name(), function.short_name(), function.to_string()]
            .iter()
            .any(|known| known == name)
    };
    let functions: BTreeSet<String> =
        guest.exports.functions().iter().filter(named).map(|function| function.signature.clone()).collect();
    if !functions.is_empty() {
        return Some(functions.into_iter().collect::<Vec<_>>().join("\n"));
    }
    guest.exports.functions().iter().find_map(|function| {
        let (_, ty) = function.types.types().find(|(known, _)| *known == name)?;
        Some(function.types.define(ty))
    })
}

fn resource(guest: &Guest, name: &str) -> String {
    let of = |kind: &Kind| match kind {
        Kind::Constructor(resource) | Kind::Method(resource, _) | Kind::Static(resource, _) => {
            resource.as_str() == name
        }
        Kind::Free(_) => false,
    };
    let members = guest.exports.functions().iter().filter(|function| of(&function.kind));
    let members: String = members.flat_map(|function| ["\n  ", &function.signature]).collect();
    format!("resource {name}{members}")
}
