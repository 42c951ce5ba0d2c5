//! Types, paths and patterns on one line.

use crate::bindgen::print::attrs;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::flat;
use crate::bindgen::print::line::Line;
use crate::bindgen::print::macros;
use crate::bindgen::print::ops;
use crate::bindgen::print::types;
use syn::punctuated::Punctuated;
use syn::{GenericArgument, GenericParam, Pat, Path, PathArguments, PathSegment, QSelf};
use syn::{ReturnType, Token, Type, TypeParamBound};

/// A type.
pub(super) fn ty(cx: &Cx, line: &mut Line, node: &Type) -> Option<()> {
    match node {
        Type::Array(array) => {
            line.put("[")?;
            ty(cx, line, &array.elem)?;
            line.put("; ")?;
            flat::expr(cx, line, &array.len)?;
            line.put("]")
        }
        Type::FnPtr(pointer) => {
            fn_ptr_head(cx, line, pointer)?;
            fn_type(cx, line, &pointer.inputs, pointer.variadic.is_some(), &pointer.output)
        }
        Type::Group(group) => ty(cx, line, &group.elem),
        Type::ImplTrait(node) => {
            line.put("impl ")?;
            bounds(cx, line, &node.bounds)
        }
        Type::Infer(_) => line.put("_"),
        Type::Macro(node) => macros::flat(cx, line, &node.mac),
        Type::Never(_) => line.put("!"),
        Type::Paren(node) => {
            line.put("(")?;
            ty(cx, line, &node.elem)?;
            line.put(")")
        }
        Type::Path(node) => qpath(cx, line, node.qself.as_ref(), &node.path, false),
        Type::Ptr(node) => {
            line.put(pointer(&node.mutability))?;
            ty(cx, line, &node.elem)
        }
        Type::Reference(node) => {
            reference_head(line, node)?;
            ty(cx, line, &node.elem)
        }
        Type::Slice(node) => {
            line.put("[")?;
            ty(cx, line, &node.elem)?;
            line.put("]")?;
            line.reserve(2);
            Some(())
        }
        Type::TraitObject(node) => {
            line.put(if node.dyn_token.is_some() { "dyn " } else { "" })?;
            bounds(cx, line, &node.bounds)
        }
        Type::Tuple(tuple) => {
            line.put("(")?;
            let nests = !matches!(tuple.elems.first(), Some(only) if tuple.elems.len() == 1 && types::can_be_overflowed(only, 1));
            line.types(tuple.elems.iter(), flat::CALL_WIDTH, nests, |line, elem| ty(cx, line, elem))?;
            line.put(if tuple.elems.len() == 1 { ",)" } else { ")" })
        }
        _ => cx.unknown(),
    }
}

/// `*const ` or `*mut `.
pub(super) fn pointer(mutability: &syn::PointerMutability) -> &'static str {
    match mutability {
        syn::PointerMutability::Const(_) => "*const ",
        syn::PointerMutability::Mut(_) => "*mut ",
    }
}

/// `&'a mut `.
pub(super) fn reference_head(line: &mut Line, node: &syn::TypeReference) -> Option<()> {
    line.put("&")?;
    if let Some(lifetime) = &node.lifetime {
        line.show(lifetime)?;
        line.put(" ")?;
    }
    line.put(if node.mutability.is_some() { "mut " } else { "" })
}

/// `for<'a> unsafe extern "C" fn`.
pub(super) fn fn_ptr_head(cx: &Cx, line: &mut Line, node: &syn::TypeFnPtr) -> Option<()> {
    if let Some(lifetimes) = &node.lifetimes {
        bound_lifetimes(cx, line, lifetimes)?;
    }
    line.put(if node.unsafety.is_some() { "unsafe " } else { "" })?;
    if let Some(abi) = &node.abi {
        self::abi(line, abi)?;
    }
    line.put("fn")
}

/// `extern "C" `, with the name rustfmt would add.
pub(super) fn abi(line: &mut Line, abi: &syn::Abi) -> Option<()> {
    line.put("extern ")?;
    match &abi.name {
        Some(name) => line.put(&name.token().to_string())?,
        None => line.put("\"C\"")?,
    }
    line.put(" ")
}

/// `(A, B) -> C`.
fn fn_type(
    cx: &Cx,
    line: &mut Line,
    inputs: &Punctuated<syn::NamedArg, Token![,]>,
    variadic: bool,
    output: &ReturnType,
) -> Option<()> {
    line.put("(")?;
    line.list(inputs, usize::MAX, |line, input| named_arg(cx, line, input))?;
    match (variadic, inputs.is_empty()) {
        (true, true) => line.put("...")?,
        (true, false) => line.put(", ...")?,
        (false, _) => {}
    }
    line.put(")")?;
    return_type(cx, line, output)
}

/// `name: T` or `T` in a function type.
pub(super) fn named_arg(cx: &Cx, line: &mut Line, arg: &syn::NamedArg) -> Option<()> {
    flat::no_attrs(&arg.attrs)?;
    if let Some((name, _)) = &arg.name {
        line.show(name)?;
        line.put(": ")?;
    }
    ty(cx, line, &arg.ty)
}

/// ` -> T`, or nothing.
pub(super) fn return_type(cx: &Cx, line: &mut Line, output: &ReturnType) -> Option<()> {
    let ReturnType::Type(_, output) = output else {
        return Some(());
    };
    line.put(" -> ")?;
    ty(cx, line, output)
}

/// `A + B + 'c`.
pub(super) fn bounds(cx: &Cx, line: &mut Line, bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<()> {
    for (index, bound) in bounds.iter().enumerate() {
        line.put(if index > 0 { " + " } else { "" })?;
        self::bound(cx, line, bound)?;
    }
    Some(())
}

/// One bound.
pub(super) fn bound(cx: &Cx, line: &mut Line, bound: &TypeParamBound) -> Option<()> {
    match bound {
        TypeParamBound::Trait(bound) => {
            line.put(if bound.paren_token.is_some() { "(" } else { "" })?;
            if let Some(lifetimes) = &bound.lifetimes {
                bound_lifetimes(cx, line, lifetimes)?;
            }
            line.put(if bound.maybe.is_some() { "?" } else { "" })?;
            path(cx, line, &bound.path, false)?;
            line.put(if bound.paren_token.is_some() { ")" } else { "" })
        }
        TypeParamBound::Lifetime(lifetime) => line.show(lifetime),
        TypeParamBound::PreciseCapture(capture) => {
            line.put("use<")?;
            line.list(&capture.params, usize::MAX, |line, param| match param {
                syn::CapturedParam::Lifetime(lifetime) => line.show(lifetime),
                syn::CapturedParam::Ident(ident) => line.show(ident),
                _ => cx.unknown(),
            })?;
            line.put(">")
        }
        _ => cx.unknown(),
    }
}

/// `for<'a> `.
pub(super) fn bound_lifetimes(cx: &Cx, line: &mut Line, node: &syn::BoundLifetimes) -> Option<()> {
    line.put("for<")?;
    line.list(&node.lifetimes, usize::MAX, |line, param| generic_param(cx, line, param))?;
    line.put("> ")
}

/// A parameter of `<..>` in a declaration.
pub(super) fn generic_param(cx: &Cx, line: &mut Line, param: &GenericParam) -> Option<()> {
    match param {
        GenericParam::Lifetime(param) => {
            line.put(&attrs::inline(cx, &param.attrs, 0))?;
            line.show(&param.lifetime)?;
            lifetime_bounds(line, &param.bounds)
        }
        GenericParam::Type(param) => {
            line.put(&attrs::inline(cx, &param.attrs, 0))?;
            line.show(&param.ident)?;
            if !param.bounds.is_empty() {
                line.put(": ")?;
                bounds(cx, line, &param.bounds)?;
            }
            let Some((_, default)) = &param.default else {
                return Some(());
            };
            line.put(" = ")?;
            ty(cx, line, default)
        }
        GenericParam::Const(param) => {
            line.put(&attrs::inline(cx, &param.attrs, 0))?;
            line.put("const ")?;
            line.show(&param.ident)?;
            line.put(": ")?;
            ty(cx, line, &param.ty)?;
            let Some((_, default)) = &param.default else {
                return Some(());
            };
            line.put(" = ")?;
            flat::expr(cx, line, default)
        }
    }
}

/// `: 'a + 'b`, or nothing.
pub(super) fn lifetime_bounds(line: &mut Line, bounds: &Punctuated<syn::Lifetime, Token![+]>) -> Option<()> {
    for (index, bound) in bounds.iter().enumerate() {
        line.put(if index > 0 { " + " } else { ": " })?;
        line.show(bound)?;
    }
    Some(())
}

/// A path; generic arguments have `::` in front where an expression stands.
pub(super) fn path(cx: &Cx, line: &mut Line, path: &Path, in_expr: bool) -> Option<()> {
    line.put(if path.leading_colon.is_some() { "::" } else { "" })?;
    for (index, segment) in path.segments.iter().enumerate() {
        line.put(if index > 0 { "::" } else { "" })?;
        self::segment(cx, line, segment, in_expr)?;
    }
    Some(())
}

/// A path that may begin with `<T as Trait>`.
pub(super) fn qpath(
    cx: &Cx,
    line: &mut Line,
    qself: Option<&QSelf>,
    path: &Path,
    in_expr: bool,
) -> Option<()> {
    let Some(qself) = qself else {
        return self::path(cx, line, path, in_expr);
    };
    line.put("<")?;
    ty(cx, line, &qself.ty)?;
    if qself.position > 0 {
        line.put(" as ")?;
        line.put(if path.leading_colon.is_some() { "::" } else { "" })?;
    }
    for (index, segment) in path.segments.iter().take(qself.position).enumerate() {
        line.put(if index > 0 { "::" } else { "" })?;
        self::segment(cx, line, segment, false)?;
    }
    line.put(">")?;
    for segment in path.segments.iter().skip(qself.position) {
        line.put("::")?;
        self::segment(cx, line, segment, in_expr)?;
    }
    Some(())
}

fn segment(cx: &Cx, line: &mut Line, segment: &PathSegment, in_expr: bool) -> Option<()> {
    line.show(&segment.ident)?;
    match &segment.arguments {
        PathArguments::None => Some(()),
        PathArguments::AngleBracketed(args) if args.args.is_empty() => Some(()),
        PathArguments::AngleBracketed(args) => {
            line.put(if in_expr { "::" } else { "" })?;
            generic_args(cx, line, args)
        }
        PathArguments::Parenthesized(args) => fn_type(cx, line, &args.inputs, false, &args.output),
    }
}

/// `<A, B>`.
pub(super) fn generic_args(
    cx: &Cx,
    line: &mut Line,
    args: &syn::AngleBracketedGenericArguments,
) -> Option<()> {
    line.put("<")?;
    let nests = match args.args.first() {
        Some(GenericArgument::Type(only)) if args.args.len() == 1 => !types::can_be_overflowed(only, 1),
        Some(_) | None => true,
    };
    line.types(args.args.iter(), usize::MAX, nests, |line, arg| generic_arg(cx, line, arg))?;
    line.put(">")
}

/// One generic argument.
pub(super) fn generic_arg(cx: &Cx, line: &mut Line, arg: &GenericArgument) -> Option<()> {
    match arg {
        GenericArgument::Lifetime(lifetime) => line.show(lifetime),
        GenericArgument::Type(arg) => ty(cx, line, arg),
        GenericArgument::Const(arg) => flat::expr(cx, line, arg),
        GenericArgument::AssocType(arg) => {
            line.show(&arg.ident)?;
            if let Some(generics) = &arg.generics {
                generic_args(cx, line, generics)?;
            }
            line.put(" = ")?;
            ty(cx, line, &arg.ty)
        }
        GenericArgument::Constraint(arg) => {
            line.show(&arg.ident)?;
            if let Some(generics) = &arg.generics {
                generic_args(cx, line, generics)?;
            }
            line.put(": ")?;
            bounds(cx, line, &arg.bounds)
        }
        _ => cx.unknown(),
    }
}

/// A pattern.
pub(super) fn pat(cx: &Cx, line: &mut Line, node: &Pat) -> Option<()> {
    match node {
        Pat::Ident(node) => {
            flat::no_attrs(&node.attrs)?;
            line.put(if node.by_ref.is_some() { "ref " } else { "" })?;
            line.put(if node.mutability.is_some() { "mut " } else { "" })?;
            line.show(&node.ident)?;
            let Some((_, inner)) = &node.subpat else {
                return Some(());
            };
            line.put(" @ ")?;
            pat(cx, line, inner)
        }
        Pat::Lit(node) => line.put(&ops::lit(&node.lit)),
        Pat::Macro(node) => macros::flat(cx, line, &node.mac),
        Pat::Or(node) => {
            for (index, case) in node.cases.iter().enumerate() {
                line.put(if index > 0 { " | " } else { "" })?;
                pat(cx, line, case)?;
            }
            Some(())
        }
        Pat::Paren(node) => {
            line.put("(")?;
            pat(cx, line, &node.pat)?;
            line.put(")")
        }
        Pat::Path(node) => qpath(cx, line, node.qself.as_ref(), &node.path, true),
        Pat::Range(node) => {
            if let Some(start) = &node.start {
                flat::expr(cx, line, start)?;
            }
            line.put(ops::range(&node.limits))?;
            node.end.as_ref().map_or(Some(()), |end| flat::expr(cx, line, end))
        }
        Pat::Reference(node) => {
            line.put(if node.mutability.is_some() { "&mut " } else { "&" })?;
            pat(cx, line, &node.pat)
        }
        Pat::Rest(_) => line.put(".."),
        Pat::Slice(node) => {
            line.put("[")?;
            line.list(&node.elems, flat::CALL_WIDTH, |line, elem| pat(cx, line, elem))?;
            line.put("]")
        }
        Pat::Struct(node) => struct_pat(cx, line, node),
        Pat::Tuple(node) => {
            let single = matches!(node.elems.first(), Some(Pat::Rest(_)) | None) || node.elems.len() > 1;
            line.put("(")?;
            line.list(&node.elems, usize::MAX, |line, elem| pat(cx, line, elem))?;
            line.put(if single { ")" } else { ",)" })
        }
        Pat::TupleStruct(node) => {
            qpath(cx, line, node.qself.as_ref(), &node.path, true)?;
            line.put("(")?;
            line.list(&node.elems, usize::MAX, |line, elem| pat(cx, line, elem))?;
            line.put(")")
        }
        Pat::Type(node) => {
            flat::no_attrs(&node.attrs)?;
            pat(cx, line, &node.pat)?;
            line.put(": ")?;
            ty(cx, line, &node.ty)
        }
        Pat::Wild(_) => line.put("_"),
        _ => cx.unknown(),
    }
}

fn struct_pat(cx: &Cx, line: &mut Line, node: &syn::PatStruct) -> Option<()> {
    qpath(cx, line, node.qself.as_ref(), &node.path, true)?;
    if node.fields.is_empty() {
        return line.put(if node.rest.is_some() { " { .. }" } else { " {}" });
    }
    line.put(" { ")?;
    let start = line.text.len();
    line.list(&node.fields, usize::MAX, |line, field| field_pat(cx, line, field))?;
    line.put(if node.rest.is_some() { ", .." } else { "" })?;
    if line.since(start) > flat::STRUCT_WIDTH {
        return None;
    }
    line.put(" }")
}

/// `name: pattern`, or `name` in short.
pub(super) fn field_pat(cx: &Cx, line: &mut Line, field: &syn::FieldPat) -> Option<()> {
    flat::no_attrs(&field.attrs)?;
    if field.colon_token.is_some() {
        line.show(ops::member(&field.member))?;
        line.put(": ")?;
    }
    pat(cx, line, &field.pat)
}
