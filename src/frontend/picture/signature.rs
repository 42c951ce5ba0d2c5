//! Types and functions as one line of WIT, and the types with a name that they mention.

use wit_parser::{Function, FunctionKind, Handle, Resolve, Type, TypeDefKind, TypeId};

/// A type as it is written where it is used.
pub(super) fn type_text(resolve: &Resolve, ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::S8 => "s8".to_owned(),
        Type::S16 => "s16".to_owned(),
        Type::S32 => "s32".to_owned(),
        Type::S64 => "s64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Char => "char".to_owned(),
        Type::String => "string".to_owned(),
        Type::ErrorContext => "error-context".to_owned(),
        Type::Id(id) => match &resolve.types[*id].name {
            Some(name) => name.clone(),
            None => kind_text(resolve, &resolve.types[*id].kind),
        },
    }
}

/// A type without a name.
pub(super) fn kind_text(resolve: &Resolve, kind: &TypeDefKind) -> String {
    let text = |ty: &Type| type_text(resolve, ty);
    let optional = |name: &str, ty: &Option<Type>| match ty {
        Some(ty) => format!("{name}<{}>", text(ty)),
        None => name.to_owned(),
    };
    match kind {
        TypeDefKind::Handle(Handle::Own(id)) => text(&Type::Id(*id)),
        TypeDefKind::Handle(Handle::Borrow(id)) => format!("borrow<{}>", text(&Type::Id(*id))),
        TypeDefKind::Tuple(tuple) => {
            format!("tuple<{}>", tuple.types.iter().map(text).collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Option(ty) => format!("option<{}>", text(ty)),
        TypeDefKind::Result(result) => match (&result.ok, &result.err) {
            (Some(ok), Some(err)) => format!("result<{}, {}>", text(ok), text(err)),
            (None, Some(err)) => format!("result<_, {}>", text(err)),
            (ok, None) => optional("result", ok),
        },
        TypeDefKind::List(ty) => format!("list<{}>", text(ty)),
        TypeDefKind::FixedLengthList(ty, length) => format!("list<{}, {length}>", text(ty)),
        TypeDefKind::Map(key, value) => format!("map<{}, {}>", text(key), text(value)),
        TypeDefKind::Future(ty) => optional("future", ty),
        TypeDefKind::Stream(ty) => optional("stream", ty),
        TypeDefKind::Type(ty) => text(ty),
        TypeDefKind::Record(_)
        | TypeDefKind::Resource
        | TypeDefKind::Flags(_)
        | TypeDefKind::Variant(_)
        | TypeDefKind::Enum(_)
        | TypeDefKind::Unknown => kind.as_str().to_owned(),
    }
}

/// A function, with its name and without `self`.
pub(super) fn func_text(resolve: &Resolve, func: &Function) -> String {
    let params = func.params.iter().filter(|param| !is_self(func, &param.name));
    let params: Vec<String> =
        params.map(|param| format!("{}: {}", param.name, type_text(resolve, &param.ty))).collect();
    let params = params.join(", ");
    let name = func.item_name();
    let result = func.result.as_ref().map(|ty| format!(" -> {}", type_text(resolve, ty))).unwrap_or_default();
    let word = match func.kind {
        FunctionKind::Constructor(_) => return format!("constructor({params})"),
        FunctionKind::Freestanding | FunctionKind::Method(_) => "func",
        FunctionKind::AsyncFreestanding | FunctionKind::AsyncMethod(_) => "async func",
        FunctionKind::Static(_) => "static func",
        FunctionKind::AsyncStatic(_) => "static async func",
        FunctionKind::Getter | FunctionKind::MethodGetter(_) => "get",
        FunctionKind::Setter | FunctionKind::MethodSetter(_) => "set",
        FunctionKind::StaticGetter(_) => "static get",
        FunctionKind::StaticSetter(_) => "static set",
    };
    format!("{name}: {word}({params}){result}")
}

fn is_self(func: &Function, param: &str) -> bool {
    match func.kind {
        FunctionKind::Method(_)
        | FunctionKind::AsyncMethod(_)
        | FunctionKind::MethodGetter(_)
        | FunctionKind::MethodSetter(_) => param == "self",
        FunctionKind::Freestanding
        | FunctionKind::AsyncFreestanding
        | FunctionKind::Getter
        | FunctionKind::Setter
        | FunctionKind::Static(_)
        | FunctionKind::AsyncStatic(_)
        | FunctionKind::Constructor(_)
        | FunctionKind::StaticGetter(_)
        | FunctionKind::StaticSetter(_) => false,
    }
}

/// The types with a name that a function mentions, apart from `self`.
pub(super) fn func_mentions(resolve: &Resolve, func: &Function) -> Vec<TypeId> {
    let params = func.params.iter().filter(|param| !is_self(func, &param.name)).map(|param| &param.ty);
    params.chain(&func.result).flat_map(|ty| mentions(resolve, ty)).collect()
}

/// The types with a name that a type mentions; where it is one itself, that.
pub(super) fn mentions(resolve: &Resolve, ty: &Type) -> Vec<TypeId> {
    let Type::Id(id) = ty else { return Vec::new() };
    if resolve.types[*id].name.is_some() {
        return vec![*id];
    }
    kind_mentions(resolve, &resolve.types[*id].kind)
}

/// The types with a name that a definition without fields or cases mentions.
pub(super) fn kind_mentions(resolve: &Resolve, kind: &TypeDefKind) -> Vec<TypeId> {
    let of = |types: &[&Type]| types.iter().flat_map(|ty| mentions(resolve, ty)).collect();
    match kind {
        TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => vec![*id],
        TypeDefKind::Tuple(tuple) => of(&tuple.types.iter().collect::<Vec<_>>()),
        TypeDefKind::Result(result) => {
            of(&[&result.ok, &result.err].into_iter().flatten().collect::<Vec<_>>())
        }
        TypeDefKind::Option(ty)
        | TypeDefKind::List(ty)
        | TypeDefKind::FixedLengthList(ty, _)
        | TypeDefKind::Type(ty)
        | TypeDefKind::Future(Some(ty))
        | TypeDefKind::Stream(Some(ty)) => of(&[ty]),
        TypeDefKind::Map(key, value) => of(&[key, value]),
        TypeDefKind::Future(None)
        | TypeDefKind::Stream(None)
        | TypeDefKind::Record(_)
        | TypeDefKind::Resource
        | TypeDefKind::Flags(_)
        | TypeDefKind::Variant(_)
        | TypeDefKind::Enum(_)
        | TypeDefKind::Unknown => Vec::new(),
    }
}
