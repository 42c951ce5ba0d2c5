//! Prints lowering to a canonical image in memory.

use crate::abi::layout::TagWidth;
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::deep::{Form, Part};
use crate::bindgen::guest::lift::{element, plain};
use crate::bindgen::guest::mirrors::tuple_ident;
use crate::bindgen::guest::types::tag_type;
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::ownership::Lending;
use crate::bindgen::items::resources::HandleFn;
use crate::bindgen::items::types::{Mention, RustType};
use crate::graph::node::{Prim, Shape};

/// An expression for the value to be lowered.
#[derive(Clone)]
pub(super) struct Value<'a> {
    /// The expression.
    expression: Code,
    /// How many references it is away from the value.
    depth: usize,
    /// The type of the value as a parameter of an import has it, whose parts may be references; else it is owned.
    view: Option<&'a RustType>,
}

impl<'a> Value<'a> {
    /// The expression names the value itself.
    pub(super) fn place(expression: Code) -> Self {
        Self { expression, depth: 0, view: None }
    }

    /// The expression is a reference to the value.
    pub(super) fn reference(expression: Code) -> Self {
        Self { expression, depth: 1, view: None }
    }

    /// A parameter of that type.
    pub(super) fn param(expression: Code, ty: &'a RustType) -> Self {
        Self { expression, depth: usize::from(is_reference(ty)), view: Some(ty) }
    }

    /// The expression is a reference to a parameter of that type, or to a part of one.
    pub(super) fn view(expression: Code, ty: &'a RustType) -> Self {
        Self { expression, depth: 1 + usize::from(is_reference(ty)), view: Some(ty) }
    }

    /// As what it is lowered by a function of its own, which takes a reference.
    pub(super) fn form(&self, cx: &Cx<'_>, ty: TypeIx) -> Form {
        if cx.params && cx.bindings.paths.is_deep() {
            return Form::Borrowed;
        }
        match self.view {
            Some(view @ (RustType::Option(_) | RustType::Result(..) | RustType::Tuple(_))) => {
                let mention = Mention { graph: cx.bindings.graph, paths: &cx.bindings.paths };
                if *view == mention.owned(ty) { Form::Owned } else { Form::Borrowed }
            }
            Some(
                RustType::Unit
                | RustType::Prim(_)
                | RustType::String
                | RustType::Str
                | RustType::Vec(_)
                | RustType::Slice(_)
                | RustType::Array(..)
                | RustType::Map(..)
                | RustType::Ref(_)
                | RustType::Future(_)
                | RustType::Stream(_)
                | RustType::ErrorContext
                | RustType::Named(_)
                | RustType::Lent(_)
                | RustType::View(_),
            )
            | None => Form::Owned,
        }
    }

    /// What `expression`, a reference to a payload or the place of an element, is a part of this value in `slot`.
    pub(super) fn part(&self, slot: usize, expression: Code, depth: usize) -> Value<'a> {
        let view = match self.view {
            Some(RustType::Option(some)) => Some(&**some),
            Some(RustType::Result(ok, err)) => Some(if slot == 0 { &**ok } else { &**err }),
            Some(RustType::Tuple(parts)) => parts.get(slot),
            Some(
                RustType::Unit
                | RustType::Prim(_)
                | RustType::String
                | RustType::Str
                | RustType::Vec(_)
                | RustType::Slice(_)
                | RustType::Array(..)
                | RustType::Map(..)
                | RustType::Ref(_)
                | RustType::Future(_)
                | RustType::Stream(_)
                | RustType::ErrorContext
                | RustType::Named(_)
                | RustType::Lent(_)
                | RustType::View(_),
            )
            | None => None,
        };
        Value { expression, depth: depth + usize::from(view.is_some_and(is_reference)), view }
    }

    /// What `expression`, the place of a field, is of this value of type `ty`: a reference, where the type borrows and
    /// the field is what it borrows.
    pub(super) fn field(&self, cx: &Cx<'_>, ty: TypeIx, slot: usize, expression: Code) -> Value<'a> {
        let part = self.part(slot, expression, 0);
        let mention = Mention { graph: cx.bindings.graph, paths: &cx.bindings.paths };
        let borrows = cx.params && cx.bindings.paths.lending(ty) != Lending::Owns;
        let field = u32::try_from(slot).ok().and_then(|slot| cx.child(ty, slot)).filter(|_| borrows);
        let is_lent = part.view.is_none() && field.is_some_and(|field| is_reference(&mention.deep(field)));
        Value { depth: part.depth + usize::from(is_lent), ..part }
    }

    /// The value, copied out.
    pub(super) fn copied(&self) -> Code {
        let stars = std::iter::repeat_n(quote!(*), self.depth);
        let expression = &self.expression;
        quote!(#(#stars)* #expression)
    }

    /// A reference to the value, or to a reference to it: the compiler looks through.
    pub(super) fn borrowed(&self) -> Code {
        let expression = &self.expression;
        if self.depth == 0 { quote!(&#expression) } else { quote!(#expression) }
    }

    /// What a field access or a method call can be put behind.
    pub(super) fn receiver(&self) -> &Code {
        &self.expression
    }
}

fn is_reference(ty: &RustType) -> bool {
    match ty {
        RustType::Str | RustType::Slice(_) | RustType::Ref(_) => true,
        RustType::Unit
        | RustType::Prim(_)
        | RustType::String
        | RustType::Vec(_)
        | RustType::Array(..)
        | RustType::Map(..)
        | RustType::Option(_)
        | RustType::Result(..)
        | RustType::Tuple(_)
        | RustType::Future(_)
        | RustType::Stream(_)
        | RustType::ErrorContext
        | RustType::Named(_)
        | RustType::Lent(_)
        | RustType::View(_) => false,
    }
}

/// How the fields of a record or tuple are selected.
pub(super) fn field_names(cx: &Cx<'_>, ty: TypeIx) -> Vec<Code> {
    match cx.shape(ty) {
        Shape::Record(fields) => {
            let name = |name| {
                let name = RustIdent::value(name);
                quote!(#name)
            };
            fields.iter().map(|field| name(&field.name)).collect()
        }
        Shape::Tuple
        | Shape::Prim(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => {
            let index = |index| {
                let index = Number::of(index);
                quote!(#index)
            };
            (0..cx.bindings.graph.children(ty).len()).map(index).collect()
        }
    }
}

/// The canonical image of `value`. Buffers it needs are kept in what is called `keep` there.
pub(super) fn lower_stored(cx: &Cx<'_>, ty: TypeIx, value: &Value<'_>) -> Code {
    lower_stored_keeping(cx, ty, value, &quote!(keep))
}

/// The canonical image of `value`; `keep` is an expression of type `&mut Keep`.
pub(super) fn lower_stored_keeping(cx: &Cx<'_>, ty: TypeIx, value: &Value<'_>, keep: &Code) -> Code {
    if cx.traits(ty).same {
        return value.copied();
    }
    if cx.traits(ty).stored.apart {
        let (function, reference) = (Part::Lower(value.form(cx, ty)).path(cx, ty), value.borrowed());
        let keep = cx.traits(ty).keeps.then(|| quote!(, #keep));
        return quote!(#function(#reference #keep));
    }
    lower_parts(cx, ty, value, keep)
}

/// The canonical image of `value` from those of its parts; `keep` is an expression of type `&mut Keep`.
pub(super) fn lower_parts(cx: &Cx<'_>, ty: TypeIx, value: &Value<'_>, keep: &Code) -> Code {
    let part = |slot: u32| match cx.child(ty, slot) {
        Some(part) => {
            let payload = value.part(slot as usize, quote!(value), 1);
            (quote!(value), lower_stored_keeping(cx, part, &payload, keep))
        }
        None => (quote!(()), quote!(())),
    };
    let reference = value.borrowed();
    match cx.shape(ty) {
        Shape::Prim(_) => quote!(_rt::Str::lower(#reference)),
        Shape::Record(_) | Shape::Variant(_) => {
            let image = crate::bindgen::guest::mirrors::image(cx, ty);
            let keep = cx.traits(ty).keeps.then(|| quote!(, #keep));
            let lower = lower_name(cx, ty);
            quote!(#image::#lower(#reference #keep))
        }
        Shape::Tuple => {
            let (whole, names) = (value.receiver(), field_names(cx, ty));
            let tuple = tuple_ident(names.len());
            let parts = cx.bindings.graph.children(ty).into_iter().zip(names).enumerate();
            let parts = parts.map(|(slot, (part, name))| {
                lower_stored_keeping(cx, part, &value.part(slot, element(whole, &name), 0), keep)
            });
            quote!(_rt::#tuple(#(#parts),*))
        }
        Shape::Option => {
            let (pattern, some) = part(0);
            quote!(match #reference { Some(#pattern) => _rt::Opt::Some(#some), None => _rt::Opt::None, })
        }
        Shape::Result => {
            let ((ok_pattern, ok), (err_pattern, err)) = (part(0), part(1));
            quote!(match #reference {
                Ok(#ok_pattern) => _rt::Res::Ok(#ok),
                Err(#err_pattern) => _rt::Res::Err(#err),
            })
        }
        Shape::List => match cx.child(ty, 0) {
            Some(element) if cx.traits(element).same => quote!(_rt::List::view(#reference)),
            Some(element) => lower_list(cx, element, value, keep),
            None => Code::new(),
        },
        Shape::Map => match (cx.child(ty, 0), cx.child(ty, 1)) {
            (Some(key), Some(item)) => lower_map(cx, key, item, value, keep),
            (Some(_) | None, Some(_) | None) => Code::new(),
        },
        Shape::FixedList(_) => {
            let (whole, (argument, item)) = (value.receiver(), part(0));
            let own = cx
                .child(ty, 0)
                .map(|part| cx.bindings.graph.resolved(part))
                .filter(|part| has_plain_function(cx, *part));
            let lower = match own {
                Some(part) => Part::Lower(form_of_parts(cx)).path(cx, part),
                None => quote!(|#argument| #item),
            };
            quote!(#whole.each_ref().map(#lower))
        }
        Shape::Alias => match cx.child(ty, 0) {
            Some(target) => lower_stored_keeping(cx, target, value, keep),
            None => Code::new(),
        },
        Shape::Own | Shape::Borrow | Shape::Future | Shape::Stream | Shape::ErrorContext => {
            handle(cx, ty, value)
        }
        Shape::Enum(cases) => {
            let (value, tag) = (value.copied(), tag_type(TagWidth::for_cases(cases.len())));
            quote!(#value as #tag)
        }
        Shape::Flags(_) => {
            let value = value.receiver();
            quote!(#value.bits())
        }
        Shape::Resource => value.copied(),
    }
}

/// The function of an image that makes one: of a parameter's type, or of the only type there is.
pub(super) fn lower_name(cx: &Cx<'_>, ty: TypeIx) -> RustIdent {
    RustIdent::invented(if cx.is_param(ty) { "lower_param" } else { "lower" })
}

/// As what elements of a list are lowered by functions of their own.
fn form_of_parts(cx: &Cx<'_>) -> Form {
    if cx.params && cx.bindings.paths.is_deep() { Form::Borrowed } else { Form::Owned }
}

/// Whether a part has a function that takes no more than a reference to it. That of a list takes a slice.
fn has_plain_function(cx: &Cx<'_>, part: TypeIx) -> bool {
    let traits = cx.traits(part);
    traits.stored.apart && !traits.keeps && *cx.shape(part) != Shape::List
}

/// The function that makes an image of a `ty` and keeps buffers: its own, where it has one.
pub(super) fn lower_fn(cx: &Cx<'_>, ty: TypeIx, argument: &Code) -> Code {
    let target = cx.bindings.graph.resolved(ty);
    let keeps = cx.traits(ty).keeps;
    // What owns is lent by reference, so that elements are references to references.
    let is_lent =
        cx.params && cx.bindings.paths.is_deep() && cx.bindings.paths.lending(target) == Lending::Owns;
    if keeps && !is_lent && matches!(cx.shape(target), Shape::Record(_) | Shape::Variant(_)) {
        let image = crate::bindgen::guest::mirrors::image(cx, ty);
        let lower = lower_name(cx, target);
        return quote!(#image::#lower);
    }
    if *cx.shape(target) == Shape::Prim(Prim::String) {
        return quote!(_rt::Str::lower_each);
    }
    // A list is given as a reference to a vector, and its function takes a slice.
    if keeps && cx.traits(target).stored.apart && *cx.shape(target) != Shape::List {
        return Part::Lower(form_of_parts(cx)).path(cx, target);
    }
    let lowered = lower_stored(cx, ty, &Value::reference(argument.clone()));
    let keep = inner_keep(cx, &[ty]);
    quote!(|#argument, #keep| #lowered)
}

pub(super) fn lower_list(cx: &Cx<'_>, element: TypeIx, value: &Value<'_>, keep: &Code) -> Code {
    let reference = value.borrowed();
    let lower = lower_fn(cx, element, &quote!(item));
    match plain(cx, element) {
        Some(plain) => quote!(_rt::lower_plain(#reference, #plain, #keep, #lower)),
        None => quote!(_rt::List::lower(#reference, #keep, #lower)),
    }
}

pub(super) fn lower_map(cx: &Cx<'_>, key: TypeIx, item: TypeIx, value: &Value<'_>, keep: &Code) -> Code {
    let reference = value.borrowed();
    let inner = inner_keep(cx, &[key, item]);
    let key = lower_stored(cx, key, &Value::reference(quote!(key)));
    let item = lower_stored(cx, item, &Value::reference(quote!(value)));
    quote!(_rt::lower_map(#reference, #keep, |key, value, #inner| _rt::Tuple2(#key, #item)))
}

/// What a closure calls the list of kept buffers, if it uses it.
fn inner_keep(cx: &Cx<'_>, parts: &[TypeIx]) -> Code {
    if parts.iter().any(|part| cx.traits(*part).keeps) { quote!(keep) } else { quote!(_) }
}

pub(super) fn handle(cx: &Cx<'_>, ty: TypeIx, value: &Value<'_>) -> Code {
    let value = value.receiver();
    let function = match cx.shape(ty) {
        // An error context stays with who gives it, too.
        Shape::ErrorContext => return quote!(#value._handle()),
        Shape::Future | Shape::Stream => return quote!(#value._take_handle()),
        Shape::Borrow => HandleFn::Get,
        Shape::Own
        | Shape::Resource
        | Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Alias => HandleFn::Take,
    };
    let function = cx.handle_fn(cx.child(ty, 0).unwrap_or(ty), function);
    quote!(#value.#function())
}
