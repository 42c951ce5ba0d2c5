//! The names in wasmtime's values as the numbers of a type's members.

use wasmtime::component::Val;
use witc::base::ids::TypeIx;
use witc::graph::TypeGraph;
use witc::graph::node::Member;

/// The members of a record, variant, enum or flags.
pub(crate) fn members(graph: &TypeGraph, ty: TypeIx) -> &[Member] {
    graph.node(graph.resolved(ty)).shape.members()
}

/// The number of a value's case, and the payload.
pub(crate) fn case_index<'v>(graph: &TypeGraph, ty: TypeIx, value: &'v Val) -> (usize, Option<&'v Val>) {
    let named = |name: &str| members(graph, ty).iter().position(|case| case.name.as_str() == name).unwrap();
    match value {
        Val::Option(payload) => (usize::from(payload.is_some()), payload.as_deref()),
        Val::Result(Ok(payload)) => (0, payload.as_deref()),
        Val::Result(Err(payload)) => (1, payload.as_deref()),
        Val::Variant(name, payload) => (named(name), payload.as_deref()),
        Val::Enum(name) => (named(name), None),
        value => panic!("{value:?} has no cases"),
    }
}

/// The bits of flags.
pub(crate) fn flag_bits(graph: &TypeGraph, ty: TypeIx, value: &Val) -> u64 {
    let Val::Flags(names) = value else { panic!("{value:?}") };
    let flags = (0..).zip(members(graph, ty));
    flags
        .filter(|(_, flag)| names.iter().any(|name| name == flag.name.as_str()))
        .map(|(bit, _)| 1_u64 << bit)
        .sum()
}

/// The parts of a record or tuple.
pub(crate) fn fields(value: &Val) -> Vec<&Val> {
    match value {
        Val::Record(fields) => fields.iter().map(|(_, value)| value).collect(),
        Val::Tuple(parts) => parts.iter().collect(),
        value => panic!("{value:?} has no fields"),
    }
}
