//! Prints the functions that carry parts of deeply nested types, so that no statement nests deeper than people read.

use std::collections::BTreeSet;

use crate::abi::flat::CoreType;
use crate::abi::place::{self, Items, Place, Placed};
use crate::base::ids::{Ix, TypeIx};
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::{Cx, Life};
use crate::bindgen::guest::lift::{Flats, is_unsafe, is_unsafe_flat, lift_flat_parts, lift_parts};
use crate::bindgen::guest::lower::{Value, lower_parts};
use crate::bindgen::guest::lower_flat::FlatLowering;
use crate::bindgen::guest::mirrors::image;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::types::{Mention, RustType};
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::Shape;

/// The module they are in.
pub(super) const MODULE: &str = "_deep";

/// A function for the values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// From an image.
    Lift,
    /// From core values.
    LiftFlat,
    /// To an image.
    Lower(Form),
    /// To core values.
    LowerFlat(Form),
}

/// As what a value is lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a field or a result has it.
    Owned,
    /// As a parameter of an import has it: its parts are references.
    Borrowed,
}

impl Part {
    fn name(self, ty: TypeIx) -> RustIdent {
        let index = ty.index();
        RustIdent::invented(match self {
            Part::Lift => format!("lift_{index}"),
            Part::LiftFlat => format!("lift_flat_{index}"),
            Part::Lower(Form::Owned) => format!("lower_{index}"),
            Part::Lower(Form::Borrowed) => format!("lower_borrowed_{index}"),
            Part::LowerFlat(Form::Owned) => format!("lower_flat_{index}"),
            Part::LowerFlat(Form::Borrowed) => format!("lower_flat_borrowed_{index}"),
        })
    }

    /// The function, as code here calls it.
    pub(super) fn path(self, cx: &Cx<'_>, ty: TypeIx) -> Code {
        let (module, name) = (RustIdent::invented(MODULE), self.name(ty));
        // Elsewhere there is a `use` of the module.
        if cx.path.0 == [module.clone()] { quote!(#name) } else { quote!(#module::#name) }
    }
}

/// The type that a placed value has a function for, if it has.
pub(super) fn apart(cx: &Cx<'_>, placed: &Placed) -> Option<TypeIx> {
    let ty = match placed {
        Placed::FixedList { ty, .. } | Placed::Fields { ty, .. } | Placed::Tagged { ty, .. } => *ty,
        Placed::Scalar { .. }
        | Placed::Text { .. }
        | Placed::List { .. }
        | Placed::Map { .. }
        | Placed::Enum { .. }
        | Placed::Flags { .. }
        | Placed::Handle { .. }
        | Placed::Stored { .. } => return None,
    };
    cx.traits(ty).flat.apart.then_some(ty)
}

/// The first core value of a placed value.
pub(super) fn first_slot(placed: &Placed) -> Option<u32> {
    let at = match placed {
        Placed::Scalar { at, .. } | Placed::Enum { at, .. } | Placed::Handle { at, .. } => *at,
        Placed::Text { ptr, .. } | Placed::List { ptr, .. } | Placed::Map { ptr, .. } => *ptr,
        Placed::Flags { at, .. } => (*at)?,
        Placed::Tagged { tag, .. } => *tag,
        Placed::Fields { fields, .. } => return fields.iter().find_map(first_slot),
        Placed::FixedList { items: Items::Flat(items), .. } => return items.iter().find_map(first_slot),
        Placed::FixedList { items: Items::Mem { .. }, .. } | Placed::Stored { .. } => return None,
    };
    match at {
        Place::Flat(slot) => Some(slot),
        Place::Mem(_) => None,
    }
}

/// The core values of a type that can be flat.
pub(super) fn core_types<'a>(cx: &Cx<'a>, ty: TypeIx) -> &'a [CoreType] {
    cx.bindings.plan.types[ty].flat.as_deref().unwrap_or_default()
}

/// The hidden module of those functions that the file mentions, and that they mention, if there are any.
pub(super) fn deep(cx: &Cx<'_>, file: &mut Sheet) {
    if !cx.bindings.deep {
        return;
    }
    let cx = &cx.within(MODULE);
    let mut mentioned: BTreeSet<String> = file.texts().flat_map(names).map(str::to_owned).collect();
    let mut body = file.inner();
    let mut functions = body.beside();
    // Parts come before wholes, so that going backwards meets every mention before what it is of.
    for (ty, part) in candidates(cx).into_iter().rev() {
        if mentioned.remove(part.name(ty).as_str()) {
            let mut function = body.beside();
            function.push(&self::function(cx, ty, part));
            mentioned.extend(function.texts().flat_map(names).map(str::to_owned));
            functions.append(function);
        }
    }
    if functions.is_empty() {
        return;
    }
    body.push(&cx.runtime_import(&functions).unwrap_or_default());
    body.append(functions);
    let head = || {
        let allow = cx.allow_unused();
        quote!(#[doc = " Parts of deeply nested types."] #[doc(hidden)] #allow mod _deep {})
    };
    file.module(&head(), body);
}

fn candidates(cx: &Cx<'_>) -> Vec<(TypeIx, Part)> {
    let stored = [Part::Lift, Part::Lower(Form::Owned), Part::Lower(Form::Borrowed)];
    let flat = [Part::LiftFlat, Part::LowerFlat(Form::Owned), Part::LowerFlat(Form::Borrowed)];
    let types = cx.bindings.graph.type_ids();
    let parts = |ty| {
        let traits = cx.traits(ty);
        let stored = stored.into_iter().filter(move |_| traits.stored.apart);
        let flat = flat.into_iter().filter(move |_| traits.flat.apart);
        // Code for core values calls code for memory, never the other way.
        stored.chain(flat).map(move |part| (ty, part))
    };
    let (stored, flat): (Vec<_>, Vec<_>) = types
        .flat_map(parts)
        .partition(|(_, part)| matches!(part, Part::Lift | Part::Lower(Form::Owned | Form::Borrowed)));
    stored.into_iter().chain(flat).collect()
}

/// The names in `code` that functions of the module may have.
fn names(code: &str) -> impl Iterator<Item = &str> {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("lift_") || word.starts_with("lower_"))
}

fn function(cx: &Cx<'_>, ty: TypeIx, part: Part) -> Code {
    match part {
        Part::Lift => lift(cx, ty),
        Part::LiftFlat => lift_flat(cx, ty),
        Part::Lower(form) => lower(cx, ty, form),
        Part::LowerFlat(form) => lower_flat(cx, ty, form),
    }
}

fn lift(cx: &Cx<'_>, ty: TypeIx) -> Code {
    let image = image(cx, ty);
    let body = lift_parts(cx, ty, &quote!(value));
    lifting(cx, ty, Part::Lift, &quote!(value: #image), is_unsafe(cx, ty), &body)
}

fn lift_flat(cx: &Cx<'_>, ty: TypeIx) -> Code {
    let types = core_types(cx, ty);
    let cores = types.iter().map(|core| core_ident(*core));
    let names: Vec<_> = (0..types.len()).map(|slot| RustIdent::invented(format!("arg{slot}"))).collect();
    let flats = Flats { names: names.iter().map(|name| quote!(#name)).collect(), types };
    let placed = place::flat(cx.bindings.graph, cx.bindings.plan, ty, 0);
    let body = lift_flat_parts(cx, &placed, &flats);
    lifting(cx, ty, Part::LiftFlat, &quote!(#(#names: #cores),*), is_unsafe_flat(cx, &placed), &body)
}

/// A function that gives a value of a type, whatever it takes.
fn lifting(cx: &Cx<'_>, ty: TypeIx, part: Part, params: &Code, is_unsafe: bool, body: &Code) -> Code {
    let (name, generics) = (part.name(ty), cx.generics(ty, Life::Named));
    let owned = cx.ty_living(&mention(cx).owned(ty), Life::Named);
    let lent = cx.traits(ty).lends.then(|| quote!(, lent: &'a _rt::Lent));
    if is_unsafe {
        quote!(pub(super) unsafe fn #name #generics(#params #lent) -> #owned { unsafe { #body } })
    } else {
        quote!(pub(super) fn #name #generics(#params #lent) -> #owned { #body })
    }
}

fn lower(cx: &Cx<'_>, ty: TypeIx, form: Form) -> Code {
    let cx = &cx.with_params(form == Form::Borrowed);
    let (name, image) = (Part::Lower(form).name(ty), image(cx, ty));
    let rust = rust_type(cx, ty, form);
    let (param, keep) = (parameter(cx, ty, &rust), keep(cx, ty));
    let body = lower_parts(cx, ty, &argument(&rust, form), &quote!(keep));
    quote!(pub(super) fn #name(value: #param #keep) -> #image { #body })
}

fn lower_flat(cx: &Cx<'_>, ty: TypeIx, form: Form) -> Code {
    let cx = &cx.with_params(form == Form::Borrowed);
    let name = Part::LowerFlat(form).name(ty);
    let rust = rust_type(cx, ty, form);
    let (param, keep) = (parameter(cx, ty, &rust), keep(cx, ty));
    let types = core_types(cx, ty);
    let cores: Vec<_> = types.iter().map(|core| core_ident(*core)).collect();
    let mut scope = Scope::default();
    for taken in ["value", "keep"] {
        scope.take(&RustIdent::invented(taken));
    }
    let mut lowering = FlatLowering {
        cx,
        types,
        scope: &mut scope,
        stem: "value".to_owned(),
        inline: false,
        keep: quote!(keep),
        statements: Vec::new(),
        flats: Vec::new(),
    };
    let placed = place::flat(cx.bindings.graph, cx.bindings.plan, ty, 0);
    lowering.lower_parts(&placed, &argument(&rust, form));
    let (statements, flats) = (&lowering.statements, &lowering.flats);
    let (output, result) = match (cores.as_slice(), flats.as_slice()) {
        ([core], [flat]) => (quote!(#core), quote!(#flat)),
        (cores, flats) => (quote!((#(#cores),*)), quote!((#(#flats),*))),
    };
    quote!(pub(super) fn #name(value: #param #keep) -> #output { #(#statements)* #result })
}

fn core_ident(core: CoreType) -> Code {
    let ident = RustIdent::invented(core.name());
    quote!(#ident)
}

fn mention<'a>(cx: &Cx<'a>) -> Mention<'a> {
    Mention { graph: cx.bindings.graph, paths: &cx.bindings.paths }
}

fn rust_type(cx: &Cx<'_>, ty: TypeIx, form: Form) -> RustType {
    match form {
        Form::Owned => mention(cx).owned(ty),
        Form::Borrowed if cx.bindings.paths.is_deep() => mention(cx).deep(ty),
        Form::Borrowed => mention(cx).borrowed_part(ty),
    }
}

/// A reference to the value, whose name is `value`.
fn argument(rust: &RustType, form: Form) -> Value<'_> {
    match form {
        Form::Owned => Value::reference(quote!(value)),
        Form::Borrowed => Value::view(quote!(value), rust),
    }
}

/// The type of a reference to the value. A list is a slice, so that lists in any form can be given.
fn parameter(cx: &Cx<'_>, ty: TypeIx, rust: &RustType) -> Code {
    match (cx.shape(ty), rust) {
        (Shape::List, RustType::Vec(element) | RustType::Slice(element)) => {
            let element = cx.ty(element);
            quote!(&[#element])
        }
        (_, rust) => {
            let rust = cx.ty(rust);
            quote!(&#rust)
        }
    }
}

fn keep(cx: &Cx<'_>, ty: TypeIx) -> Option<Code> {
    cx.traits(ty).keeps.then(|| quote!(, keep: &mut _rt::Keep))
}
