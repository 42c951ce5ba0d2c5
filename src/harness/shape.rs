//! What types are made of, whatever they are called.

use std::mem::discriminant;

use wasmtime::component::Type;

use crate::harness::error::Handle;

/// The types that values of `ty` have inside, in order.
pub(super) fn parts(ty: &Type) -> Vec<Type> {
    match ty {
        Type::Bool
        | Type::S8
        | Type::U8
        | Type::S16
        | Type::U16
        | Type::S32
        | Type::U32
        | Type::S64
        | Type::U64
        | Type::Float32
        | Type::Float64
        | Type::Char
        | Type::String
        | Type::Enum(_)
        | Type::Flags(_)
        | Type::Own(_)
        | Type::Borrow(_)
        | Type::ErrorContext => Vec::new(),
        Type::List(list) => vec![list.ty()],
        Type::FixedLengthList(list) => vec![list.ty()],
        Type::Map(map) => vec![map.key(), map.value()],
        Type::Option(option) => vec![option.ty()],
        Type::Result(result) => result.ok().into_iter().chain(result.err()).collect(),
        Type::Tuple(tuple) => tuple.types().collect(),
        Type::Record(record) => record.fields().map(|field| field.ty).collect(),
        Type::Variant(variant) => variant.cases().filter_map(|case| case.ty).collect(),
        Type::Future(future) => future.ty().into_iter().collect(),
        Type::Stream(stream) => stream.ty().into_iter().collect(),
    }
}

/// The names in `ty` itself, and which of them have a part.
fn names(ty: &Type) -> Vec<(String, bool)> {
    match ty {
        Type::Record(record) => record.fields().map(|field| (field.name.to_owned(), true)).collect(),
        Type::Variant(variant) => {
            variant.cases().map(|case| (case.name.to_owned(), case.ty.is_some())).collect()
        }
        Type::Enum(cases) => cases.names().map(|name| (name.to_owned(), false)).collect(),
        Type::Flags(flags) => flags.names().map(|name| (name.to_owned(), false)).collect(),
        Type::Result(result) => {
            vec![("ok".to_owned(), result.ok().is_some()), ("err".to_owned(), result.err().is_some())]
        }
        Type::FixedLengthList(list) => vec![(list.len().to_string(), true)],
        Type::Bool
        | Type::S8
        | Type::U8
        | Type::S16
        | Type::U16
        | Type::S32
        | Type::U32
        | Type::S64
        | Type::U64
        | Type::Float32
        | Type::Float64
        | Type::Char
        | Type::String
        | Type::List(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Option(_)
        | Type::Own(_)
        | Type::Borrow(_)
        | Type::Future(_)
        | Type::Stream(_)
        | Type::ErrorContext => Vec::new(),
    }
}

/// Whether a value of type `given` can stand where a `wanted` is asked for: the same structure, and an owned handle
/// where one is lent. (wasmtime can't compare types with resources that have no instance yet.)
pub(super) fn fits(given: &Type, wanted: &Type) -> bool {
    match (given, wanted) {
        (Type::Own(given), Type::Own(wanted) | Type::Borrow(wanted)) => given == wanted,
        (Type::Borrow(given), Type::Borrow(wanted)) => given == wanted,
        (given, wanted) => {
            let (inside, wanted_inside) = (parts(given), parts(wanted));
            discriminant(given) == discriminant(wanted)
                && inside.len() == wanted_inside.len()
                && names(given) == names(wanted)
                && inside.iter().zip(&wanted_inside).all(|(given, wanted)| fits(given, wanted))
        }
    }
}

/// Whether who is given a `ty` owns a resource afterwards.
pub(super) fn owns(ty: &Type) -> bool {
    matches!(ty, Type::Own(_)) || parts(ty).iter().any(owns)
}

/// What a future is once its value has come.
pub(super) fn settled(mut ty: Type) -> Type {
    while let Type::Future(future) = &ty
        && let Some(value) = future.ty()
    {
        ty = value;
    }
    ty
}

/// The first thing in `ty` that only lives inside an instance, and so can't be written as a value.
pub(super) fn handle_in(ty: &Type) -> Option<Handle> {
    let is_resource = matches!(ty, Type::Own(_) | Type::Borrow(_));
    let own = if is_resource { Some(Handle::Resource) } else { carrier(ty) };
    own.or_else(|| parts(ty).iter().find_map(handle_in))
}

/// The first thing in `ty` that is neither a value nor a resource.
pub(super) fn carrier_in(ty: &Type) -> Option<Handle> {
    carrier(ty).or_else(|| parts(ty).iter().find_map(carrier_in))
}

/// What in `ty` can't be carried across: the engine knows no stream of values with resources in them without knowing
/// their type in advance, and of values without a type nothing can be written.
pub(super) fn uncarried(ty: &Type, is_param: bool) -> Option<Handle> {
    if matches!(ty, Type::Stream(_) | Type::Future(_)) {
        let payload = parts(ty);
        if payload.iter().any(|ty| !matches!(ty, Type::Own(_)) && resource_in(ty)) {
            return Some(Handle::Resource);
        }
        if is_param && payload.is_empty() {
            return carrier(ty);
        }
    }
    parts(ty).iter().find_map(|ty| uncarried(ty, is_param))
}

fn resource_in(ty: &Type) -> bool {
    matches!(ty, Type::Own(_) | Type::Borrow(_)) || parts(ty).iter().any(resource_in)
}

fn carrier(ty: &Type) -> Option<Handle> {
    let is_stream = matches!(ty, Type::Stream(_)).then_some(Handle::Stream);
    let is_future = matches!(ty, Type::Future(_)).then_some(Handle::Future);
    is_stream.or(is_future).or_else(|| matches!(ty, Type::ErrorContext).then_some(Handle::ErrorContext))
}
