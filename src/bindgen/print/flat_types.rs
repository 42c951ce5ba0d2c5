//! Types, paths and patterns on one line.

use crate::bindgen::code::ast::{
    Bound, FieldPat, FnPtr, GenericArg, GenericParam, NamedArg, ParamKind, Pat, Path, PathArgs, QSelf,
    Segment, StructPat, Type, TypeRef,
};
use crate::bindgen::print::attrs;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::flat;
use crate::bindgen::print::line::Line;
use crate::bindgen::print::macros;
use crate::bindgen::print::ops;
use crate::bindgen::print::types;

/// A type.
pub(super) fn ty(cx: &Cx, line: &mut Line, node: &Type) -> Option<()> {
    match *node {
        Type::Array(elem, length) => {
            line.put("[")?;
            ty(cx, line, elem)?;
            line.put("; ")?;
            flat::expr(cx, line, length)?;
            line.put("]")
        }
        Type::FnPtr(pointer) => {
            fn_ptr_head(cx, line, pointer)?;
            fn_type(cx, line, pointer.inputs, pointer.output.as_ref())
        }
        Type::ImplTrait(list) => {
            line.put("impl ")?;
            bounds(cx, line, list)
        }
        Type::Infer => line.put("_"),
        Type::Macro(mac) => macros::flat(cx, line, mac),
        Type::Never => line.put("!"),
        Type::Paren(elem) => {
            line.put("(")?;
            ty(cx, line, elem)?;
            line.put(")")
        }
        Type::Path(qself, path) => qpath(cx, line, qself, path, false),
        Type::Ptr(mutable, elem) => {
            line.put(ops::pointer(mutable))?;
            ty(cx, line, elem)
        }
        Type::Reference(node) => {
            reference_head(line, node)?;
            ty(cx, line, &node.elem)
        }
        Type::Slice(elem) => {
            line.put("[")?;
            ty(cx, line, elem)?;
            line.put("]")?;
            line.reserve(2);
            Some(())
        }
        Type::TraitObject(list) => {
            line.put("dyn ")?;
            bounds(cx, line, list)
        }
        Type::Tuple(elems) => {
            line.put("(")?;
            let nests = !matches!(elems, [only] if types::can_be_overflowed(only, 1));
            line.types(elems.iter(), flat::CALL_WIDTH, nests, |line, elem| ty(cx, line, elem))?;
            line.put(if elems.len() == 1 { ",)" } else { ")" })
        }
    }
}

/// `&'a mut `.
pub(super) fn reference_head(line: &mut Line, node: &TypeRef) -> Option<()> {
    line.put("&")?;
    if let Some(lifetime) = node.lifetime {
        line.put(lifetime)?;
        line.put(" ")?;
    }
    line.put(if node.mutable { "mut " } else { "" })
}

/// `for<'a> unsafe extern "C" fn`.
pub(super) fn fn_ptr_head(cx: &Cx, line: &mut Line, node: &FnPtr) -> Option<()> {
    binder(cx, line, node.lifetimes)?;
    line.put(if node.is_unsafe { "unsafe " } else { "" })?;
    if let Some(abi) = node.abi {
        line.put("extern ")?;
        line.put(abi)?;
        line.put(" ")?;
    }
    line.put("fn")
}

/// `(A, B) -> C`.
fn fn_type(cx: &Cx, line: &mut Line, inputs: &[NamedArg], output: Option<&Type>) -> Option<()> {
    line.put("(")?;
    line.list(inputs, usize::MAX, |line, input| named_arg(cx, line, input))?;
    line.put(")")?;
    let Some(output) = output else { return Some(()) };
    line.put(" -> ")?;
    ty(cx, line, output)
}

/// `name: T` or `T` in a function type.
fn named_arg(cx: &Cx, line: &mut Line, arg: &NamedArg) -> Option<()> {
    if let Some(name) = arg.name {
        line.put(name)?;
        line.put(": ")?;
    }
    ty(cx, line, &arg.ty)
}

/// `A + B + 'c`.
pub(super) fn bounds(cx: &Cx, line: &mut Line, bounds: &[Bound]) -> Option<()> {
    for (index, bound) in bounds.iter().enumerate() {
        line.put(if index > 0 { " + " } else { "" })?;
        self::bound(cx, line, bound)?;
    }
    Some(())
}

/// One bound.
pub(super) fn bound(cx: &Cx, line: &mut Line, bound: &Bound) -> Option<()> {
    match *bound {
        Bound::Trait(bound) => {
            line.put(if bound.paren { "(" } else { "" })?;
            binder(cx, line, bound.lifetimes)?;
            line.put(if bound.maybe { "?" } else { "" })?;
            path(cx, line, &bound.path, false)?;
            line.put(if bound.paren { ")" } else { "" })
        }
        Bound::Lifetime(lifetime) => line.put(lifetime),
        Bound::Use(names) => {
            line.put("use<")?;
            line.list(names, usize::MAX, |line, name| line.put(name))?;
            line.put(">")
        }
    }
}

/// `for<'a> `, or nothing.
pub(super) fn binder(cx: &Cx, line: &mut Line, lifetimes: &[GenericParam]) -> Option<()> {
    if lifetimes.is_empty() {
        return Some(());
    }
    line.put("for<")?;
    line.list(lifetimes, usize::MAX, |line, param| generic_param(cx, line, param))?;
    line.put("> ")
}

/// A parameter of `<..>` in a declaration.
pub(super) fn generic_param(cx: &Cx, line: &mut Line, param: &GenericParam) -> Option<()> {
    line.put_any(&attrs::inline(cx, param.attrs, 0))?;
    match param.kind {
        ParamKind::Lifetime(bounds) => {
            line.put(param.name)?;
            lifetime_bounds(line, bounds)
        }
        ParamKind::Type(list, default) => {
            line.put(param.name)?;
            if !list.is_empty() {
                line.put(": ")?;
                bounds(cx, line, list)?;
            }
            let Some(default) = default else { return Some(()) };
            line.put(" = ")?;
            ty(cx, line, &default)
        }
        ParamKind::Const(of, default) => {
            line.put("const ")?;
            line.put(param.name)?;
            line.put(": ")?;
            ty(cx, line, &of)?;
            let Some(default) = default else { return Some(()) };
            line.put(" = ")?;
            flat::expr(cx, line, &default)
        }
    }
}

/// `: 'a + 'b`, or nothing.
pub(super) fn lifetime_bounds(line: &mut Line, bounds: &[&str]) -> Option<()> {
    for (index, bound) in bounds.iter().enumerate() {
        line.put(if index > 0 { " + " } else { ": " })?;
        line.put(bound)?;
    }
    Some(())
}

/// A path; generic arguments have `::` in front where an expression stands.
pub(super) fn path(cx: &Cx, line: &mut Line, path: &Path, in_expr: bool) -> Option<()> {
    line.put(if path.leading { "::" } else { "" })?;
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
        line.put(if path.leading { "::" } else { "" })?;
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

fn segment(cx: &Cx, line: &mut Line, segment: &Segment, in_expr: bool) -> Option<()> {
    line.put(segment.ident)?;
    match segment.args {
        PathArgs::None | PathArgs::Angle([]) => Some(()),
        PathArgs::Angle(args) => {
            line.put(if in_expr { "::" } else { "" })?;
            generic_args(cx, line, args)
        }
        PathArgs::Paren(inputs, output) => fn_type(cx, line, inputs, output),
    }
}

/// `<A, B>`.
pub(super) fn generic_args(cx: &Cx, line: &mut Line, args: &[GenericArg]) -> Option<()> {
    line.put("<")?;
    let nests = !matches!(args, [GenericArg::Type(only)] if types::can_be_overflowed(only, 1));
    line.types(args.iter(), usize::MAX, nests, |line, arg| generic_arg(cx, line, arg))?;
    line.put(">")
}

/// One generic argument.
pub(super) fn generic_arg(cx: &Cx, line: &mut Line, arg: &GenericArg) -> Option<()> {
    match arg {
        GenericArg::Lifetime(lifetime) => line.put(lifetime),
        GenericArg::Type(arg) => ty(cx, line, arg),
        GenericArg::Const(arg) => flat::expr(cx, line, arg),
        GenericArg::Assoc(name, is) => {
            line.put(name)?;
            line.put(" = ")?;
            ty(cx, line, is)
        }
        GenericArg::Constraint(name, list) => {
            line.put(name)?;
            line.put(": ")?;
            bounds(cx, line, list)
        }
    }
}

/// A pattern.
pub(super) fn pat(cx: &Cx, line: &mut Line, node: &Pat) -> Option<()> {
    match *node {
        Pat::Ident(node) => {
            line.put(if node.by_ref { "ref " } else { "" })?;
            line.put(if node.mutable { "mut " } else { "" })?;
            line.put(node.name)?;
            let Some(inner) = &node.inner else { return Some(()) };
            line.put(" @ ")?;
            pat(cx, line, inner)
        }
        Pat::Lit(lit) => line.put_any(lit.0),
        Pat::Macro(mac) => macros::flat(cx, line, mac),
        Pat::Or(cases) => {
            for (index, case) in cases.iter().enumerate() {
                line.put(if index > 0 { " | " } else { "" })?;
                pat(cx, line, case)?;
            }
            Some(())
        }
        Pat::Paren(inner) => {
            line.put("(")?;
            pat(cx, line, inner)?;
            line.put(")")
        }
        Pat::Path(node) => qpath(cx, line, node.qself.as_ref(), &node.path, true),
        Pat::Range(node) => {
            if let Some(start) = &node.start {
                flat::expr(cx, line, start)?;
            }
            line.put(node.op)?;
            node.end.as_ref().map_or(Some(()), |end| flat::expr(cx, line, end))
        }
        Pat::Reference(mutable, inner) => {
            line.put(if mutable { "&mut " } else { "&" })?;
            pat(cx, line, inner)
        }
        Pat::Rest => line.put(".."),
        Pat::Slice(elems) => {
            line.put("[")?;
            line.list(elems, flat::CALL_WIDTH, |line, elem| pat(cx, line, elem))?;
            line.put("]")
        }
        Pat::Struct(node) => struct_pat(cx, line, node),
        Pat::Tuple(elems) => {
            let single = matches!(elems, [Pat::Rest, ..] | []) || elems.len() > 1;
            line.put("(")?;
            line.list(elems, usize::MAX, |line, elem| pat(cx, line, elem))?;
            line.put(if single { ")" } else { ",)" })
        }
        Pat::TupleStruct(node) => {
            qpath(cx, line, node.qself.as_ref(), &node.path, true)?;
            line.put("(")?;
            line.list(node.elems, usize::MAX, |line, elem| pat(cx, line, elem))?;
            line.put(")")
        }
        Pat::Type(node) => {
            pat(cx, line, &node.pat)?;
            line.put(": ")?;
            ty(cx, line, &node.ty)
        }
        Pat::Wild => line.put("_"),
    }
}

fn struct_pat(cx: &Cx, line: &mut Line, node: &StructPat) -> Option<()> {
    qpath(cx, line, node.qself.as_ref(), &node.path, true)?;
    if node.fields.is_empty() {
        return line.put(if node.dots { " { .. }" } else { " {}" });
    }
    line.put(" { ")?;
    let start = line.text.len();
    line.list(node.fields, usize::MAX, |line, field| field_pat(cx, line, field))?;
    line.put(if node.dots { ", .." } else { "" })?;
    if line.since(start) > flat::STRUCT_WIDTH {
        return None;
    }
    line.put(" }")
}

/// `name: pattern`, or `name` in short.
fn field_pat(cx: &Cx, line: &mut Line, field: &FieldPat) -> Option<()> {
    if let Some(member) = field.member {
        line.put(member)?;
        line.put(": ")?;
    }
    pat(cx, line, &field.pat)
}
