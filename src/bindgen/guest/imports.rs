//! Prints what the guest can call: free functions, and resources with theirs.

use crate::abi::flat::CoreType;
use crate::abi::func::{Args, FuncPlan};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::accessors;
use crate::bindgen::guest::async_imports;
use crate::bindgen::guest::cx::{Cx, docs};
use crate::bindgen::guest::lift::{Flats, lift_flat, lift_stored};
use crate::bindgen::guest::lower::{Value, lower_stored_keeping};
use crate::bindgen::guest::lower_flat::FlatLowering;
use crate::bindgen::guest::mirrors::image;
use crate::bindgen::guest::resources;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::chain::Chain;
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::note::note;
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::{Shape, Sync};

/// All functions of the module that belong to no resource.
pub(super) fn imports(cx: &Cx<'_>, sheet: &mut Sheet) {
    for func in cx.module.imports.iter().filter(|func| func.resource.is_none()) {
        sheet.push(&import(cx, func));
    }
}

/// One function: lower the arguments, call, lift the result.
pub(super) fn import(cx: &Cx<'_>, item: &FuncItem) -> Code {
    let plan = &cx.bindings.plan.funcs[item.func];
    let (docs, ident) = (docs(&item.docs), &item.ident);
    let receiver = item.method.then(|| match item.chain {
        Some(Chain::Owning) => quote!(self,),
        Some(Chain::Borrowing) | None => quote!(&self,),
    });
    let params = item.params.iter().map(|(name, ty)| {
        let ty = cx.ty(ty);
        quote!(#name: #ty)
    });
    let result = item.result.as_ref().map(|result| {
        let result = cx.ty(result);
        quote!(-> #result)
    });
    let (asyncness, body) = match item.sync {
        Sync::Sync => (None, body(cx, item, plan)),
        Sync::Async => (Some(quote!(async)), async_imports::body(cx, item, plan)),
    };
    let (result, after) = match item.chain {
        Some(Chain::Owning) => (Some(quote!(-> Self)), Some(quote!(self))),
        Some(Chain::Borrowing) => (Some(quote!(-> &Self)), Some(quote!(self))),
        None => (result, None),
    };
    let getter = accessors::getter_of(cx, item);
    // The functions of a resource are covered by its `impl`.
    let allow = cx.allow_unused().filter(|_| item.resource.is_none());
    quote! {
        #docs
        #allow
        pub #asyncness fn #ident(#receiver #(#params),*) #result { #getter #body #after }
    }
}

fn body(cx: &Cx<'_>, item: &FuncItem, plan: &FuncPlan) -> Code {
    let func = &cx.bindings.graph.funcs[item.func];
    let mut scope = Scope::default();
    for (name, _) in &item.params {
        scope.take(name);
    }
    let keeps = func.params.iter().any(|(_, ty)| cx.traits(*ty).keeps);
    let keep = scope.take(&RustIdent::invented("keep"));
    let area = scope.take(&RustIdent::invented("area"));
    let result = scope.take(&RustIdent::invented("result"));
    let (values, lowering_cx) = (values(item), cx.with_params(true));
    let keep_statement = keeps.then(|| quote!(let mut #keep = _rt::Keep::new();));
    let keep = quote!(&mut #keep);
    let (statements, mut arguments) = match &plan.args {
        Args::Flat(args) => {
            let mut lowering = FlatLowering {
                cx: &lowering_cx,
                types: &plan.sig.params,
                scope: &mut scope,
                stem: String::new(),
                inline: false,
                keep,
                statements: Vec::new(),
                flats: Vec::new(),
            };
            for ((placed, value), (name, _)) in args.iter().zip(&values).zip(&func.params) {
                RustIdent::value(name).as_str().trim_end_matches('_').clone_into(&mut lowering.stem);
                lowering.lower(placed, value);
            }
            (lowering.statements, lowering.flats)
        }
        Args::Spilled { .. } => spill(&lowering_cx, item, &values, &mut scope, &keep),
    };
    let call = &item.core_ident;
    let core = |arguments: &[Code]| quote!(_imports::#call(#(#arguments),*));
    let points =
        func.params.iter().any(|(_, ty)| cx.bindings.graph.facts[*ty].heap) || plan.sig.indirect_params;
    let safety = note(safety(plan.sig.retptr, points));
    let call = match (&plan.result, func.result) {
        (Some(_), Some(ty)) if plan.sig.retptr => {
            arguments.push(quote!(#area.as_mut_ptr() as i32));
            let (call, image) = (core(&arguments), image(cx, ty));
            let lifted = lift_area(cx, ty, &area, &result);
            quote! {
                let mut #area = ::core::mem::MaybeUninit::<#image>::uninit();
                #safety
                unsafe { #call; #lifted }
            }
        }
        (Some(placed), Some(_)) if !plan.sig.results.is_empty() => {
            // The one core result is used once, so the call can stand where it is used.
            let flats = Flats { names: vec![core(&arguments)], types: &plan.sig.results };
            let lifted = lift_flat(cx, placed, &flats);
            quote! {
                #safety
                unsafe { #lifted }
            }
        }
        (Some(placed), Some(_)) => {
            let (call, flats) = (core(&arguments), Flats { names: Vec::new(), types: &[] });
            let lifted = lift_flat(cx, placed, &flats);
            quote! {
                #safety
                unsafe { #call; #lifted }
            }
        }
        (Some(_) | None, None) | (None, Some(_)) => {
            let call = core(&arguments);
            quote! {
                #safety
                unsafe { #call }
            }
        }
    };
    quote!(#keep_statement #(#statements)* #call)
}

/// Lifts what the callee has put into the return area.
fn lift_area(cx: &Cx<'_>, ty: TypeIx, area: &RustIdent, result: &RustIdent) -> Code {
    let image = quote!(#area.assume_init());
    if *cx.shape(cx.bindings.graph.resolved(ty)) == Shape::Tuple {
        // Each element is lifted from the image, which is therefore named.
        let lifted = lift_stored(cx, ty, quote!(#result));
        return quote!(let #result = #image; #lifted);
    }
    lift_stored(cx, ty, image)
}

/// Why the call is sound, for the reader of the generated code.
fn safety(retptr: bool, points: bool) -> &'static str {
    match (retptr, points) {
        (true, true) => {
            "SAFETY: what the arguments point to outlives the call; the callee fills the return area."
        }
        (true, false) => "SAFETY: the callee fills the return area.",
        (false, true) => "SAFETY: what the arguments point to outlives the call.",
        (false, false) => "SAFETY: nothing but core values is passed.",
    }
}

/// An expression for each parameter of the WIT function.
fn values(item: &FuncItem) -> Vec<Value<'_>> {
    let receiver = item.method.then(|| Value::reference(quote!(self)));
    let params = item.params.iter().map(|(name, ty)| Value::param(quote!(#name), ty));
    receiver.into_iter().chain(params).collect()
}

/// More arguments than fit in core parameters: a record of them in memory.
fn spill(
    cx: &Cx<'_>,
    item: &FuncItem,
    values: &[Value<'_>],
    scope: &mut Scope,
    keep: &Code,
) -> (Vec<Code>, Vec<Code>) {
    let func = &cx.bindings.graph.funcs[item.func];
    let params = scope.take(&RustIdent::invented("params"));
    let names: Vec<RustIdent> = func.params.iter().map(|(name, _)| RustIdent::value(name)).collect();
    let types = func.params.iter().map(|(_, ty)| image(cx, *ty));
    let lowered =
        func.params.iter().zip(values).map(|((_, ty), value)| lower_stored_keeping(cx, *ty, value, keep));
    let fields = names.iter().zip(lowered).map(|(name, value)| field(name, &value));
    let statement = quote! {
        #[repr(C)]
        struct _Params { #(#names: #types,)* }
        let #params = _Params { #(#fields,)* };
    };
    (vec![statement], vec![quote!(&raw const #params as i32)])
}

/// `name: value`, or `name` alone where that is the value.
fn field(name: &RustIdent, value: &Code) -> Code {
    if name.is_all_of(value) { quote!(#name) } else { quote!(#name: #value) }
}

/// The hidden module of core functions that the module's functions call, and its resources.
pub(super) fn core_imports(cx: &Cx<'_>) -> Option<String> {
    let funcs = cx.module.imports.iter().filter(|item| is_here(cx, item)).map(|item| core_import(cx, item));
    let lines: Vec<String> = funcs.chain(resources::core_imports(cx)).collect();
    if lines.is_empty() {
        return None;
    }
    let module = &cx.module.imported_from;
    Some(format!("_rt::imports! {{\n    mod _imports = \"{module}\";\n{}\n}}", lines.join("\n")))
}

/// Whether a function is not of a resource that is there already.
fn is_here(cx: &Cx<'_>, item: &FuncItem) -> bool {
    item.resource.is_none_or(|resource| !cx.traits(resource).foreign)
}

fn core_import(cx: &Cx<'_>, item: &FuncItem) -> String {
    let wire_name = &cx.bindings.graph.funcs[item.func].wire_name;
    let sig = &cx.bindings.plan.funcs[item.func].sig;
    let types = core_list(&sig.params);
    let result = sig.results.first().map(|core| format!(" -> {}", core.name())).unwrap_or_default();
    let prefix = match item.sync {
        Sync::Sync => "",
        Sync::Async => "[async-lower]",
    };
    format!("    fn {} = \"{prefix}{wire_name}\"({types}){result};", item.core_ident.as_str())
}

/// Core types in a row.
fn core_list(types: &[CoreType]) -> String {
    types.iter().map(|core| core.name()).collect::<Vec<_>>().join(", ")
}
