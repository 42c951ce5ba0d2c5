//! Prints what the guest implements: its traits, the core functions that call them, and `export!`.

use crate::abi::func::{Args, FuncPlan};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::async_exports;
use crate::bindgen::guest::cx::{Cx, docs};
use crate::bindgen::guest::lend::{lend_flat, lend_stored, param_image};
use crate::bindgen::guest::lift::{
    Flats, is_unsafe, is_unsafe_flat, lent_resource, lift_flat, lift_stored, owned_handle,
};
use crate::bindgen::guest::lower::Value;
use crate::bindgen::guest::lower_flat::FlatLowering;
use crate::bindgen::guest::mirrors::image;
use crate::bindgen::guest::{deep, park, resources, section};
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::Bindings;
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::items::layout::args_need_realloc;
use crate::bindgen::items::modules::Module;
use crate::bindgen::items::types::TypeItem;
use crate::bindgen::note::note;
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::{Func, Sync};

/// The trait that has the module's exported functions, and names what implements its resources.
pub(super) fn guest(cx: &Cx<'_>) -> Option<Code> {
    let resources = cx.module.implemented().map(|(item, implemented)| {
        let (ident, guest) = (&item.ident, &implemented.guest);
        quote!(type #ident: #guest;)
    });
    let funcs = cx.module.exports.iter().filter(|item| item.resource.is_none());
    let funcs = funcs.map(|item| signature(cx, item));
    let doc = if cx.path.0.is_empty() {
        " What the component itself exports."
    } else {
        " What the component exports as this interface."
    };
    let allow = cx.allow_unused();
    let allow_async = allow_async(cx.module.exports.iter().filter(|item| item.resource.is_none()));
    cx.module
        .is_implemented()
        .then(|| quote!(#[doc = #doc] #allow #allow_async pub trait Guest { #(#resources)* #(#funcs)* }))
}

/// A function as a trait declares it.
pub(super) fn signature(cx: &Cx<'_>, item: &FuncItem) -> Code {
    let (docs, ident) = (docs(&item.docs), &item.ident);
    let receiver = item.method.then(|| quote!(&self,));
    let params = item.params.iter().map(|(name, ty)| {
        let ty = cx.ty(ty);
        quote!(#name: #ty)
    });
    let result = match (&item.makes, &item.result) {
        (Some(makes), _) => Some(resources::made(cx, makes)),
        (None, result) => result.as_ref().map(|result| cx.ty(result)),
    };
    let result = result.map(|result| quote!(-> #result));
    let asyncness = (item.sync == Sync::Async).then(|| quote!(async));
    quote!(#docs #asyncness fn #ident(#receiver #(#params),*) #result;)
}

/// What runs `async` functions needs no more of their futures than this file knows.
pub(super) fn allow_async<'a>(mut items: impl Iterator<Item = &'a FuncItem>) -> Option<Code> {
    items.any(|item| item.sync == Sync::Async).then(|| quote!(#[allow(async_fn_in_trait)]))
}

/// The hidden module of functions that are called from outside.
pub(super) fn core_exports(cx: &Cx<'_>, module: &mut Sheet) {
    if !cx.module.is_implemented() {
        return;
    }
    let cx = &cx.within("_exports");
    let mut body = module.inner();
    let mut funcs = body.beside();
    for item in &cx.module.exports {
        funcs.push(&core_export(cx, item));
    }
    funcs.raw(async_exports::task_imports(cx));
    body.push(&cx.runtime_import(&funcs).unwrap_or_default());
    body.append(funcs);
    let mut dtors = cx.module.implemented().peekable();
    let has_our_names = dtors.peek().is_some()
        || cx.module.exports.iter().any(|item| item.core_ident.as_str().contains("__"));
    for (item, of) in dtors {
        body.push(&dtor(cx, item, &of.guest));
    }
    let head = || {
        let (allow, named) = (cx.allow_unused(), has_our_names.then(|| quote!(#[allow(non_snake_case)])));
        quote!(#[doc(hidden)] #allow #named pub mod _exports {})
    };
    module.module(&head(), body);
}

/// Lets go of what the guest has made a resource of.
fn dtor(cx: &Cx<'_>, item: &TypeItem, guest: &RustIdent) -> Code {
    let (name, resource) = (resources::core_name(cx, "dtor", item.ty), &item.ident);
    quote! {
        /// # Safety
        /// Only for the engine, when the last handle has been dropped.
        pub unsafe fn #name<T: super::#guest>(rep: *mut u8) {
            unsafe { super::#resource::dtor::<T>(rep) }
        }
    }
}

fn core_export(cx: &Cx<'_>, item: &FuncItem) -> Code {
    let plan = &cx.bindings.plan.funcs[item.func];
    let func = &cx.bindings.graph.funcs[item.func];
    let ident = &item.core_ident;
    let mut scope = Scope::default();
    let core: Vec<RustIdent> =
        (0..plan.sig.params.len()).map(|slot| RustIdent::invented(format!("arg{slot}"))).collect();
    for name in &core {
        scope.take(name);
    }
    let types: Vec<Code> = plan.sig.params.iter().map(|core| core_type(*core)).collect();
    let result_type = plan.sig.results.first().map(|core| {
        let core = core_type(*core);
        quote!(-> #core)
    });
    let in_arena = cx.bindings.lend && args_need_realloc(cx.bindings.graph, plan, func);
    let begin = in_arena.then(|| quote!(let _call = _rt::Call::begin();));
    let lent = lent(cx, func, &mut scope);
    let receiver = item.method.then(|| RustIdent::invented("self"));
    let names = receiver.iter().chain(item.params.iter().map(|(name, _)| name));
    let names: Vec<RustIdent> = names.map(|name| scope.take(name)).collect();
    let lifted = arguments(cx, item, plan, &names, &core, &mut scope);
    let call = call(cx, item, &names);
    let implemented_by = implemented_by(cx, item);
    // A task may be there for long: it has its arguments to itself.
    let end = begin.as_ref().filter(|_| func.sync == Sync::Async).map(|_| quote!(drop(_call);));
    let arguments = quote!(#begin #lent #lifted #end);
    let (body, statics, lifetime) = match &plan.task_return {
        Some(plan) => {
            let start = async_exports::start(cx, item, plan, func.result, &arguments, &call);
            (start, None, Some(quote!(+ 'static)))
        }
        None => {
            let (returned, statics) = returned(cx, item, plan, func.result, &call, &mut scope);
            (quote!(#arguments #returned), statics, None)
        }
    };
    quote! {
        /// # Safety
        /// Only for the engine, with arguments lowered as the canonical ABI says.
        pub unsafe fn #ident<T: super::#implemented_by #lifetime>(#(#core: #types),*) #result_type {
            #body
        }
        #statics
    }
}

/// The trait that has the function.
fn implemented_by(cx: &Cx<'_>, item: &FuncItem) -> RustIdent {
    let implemented = item.resource.and_then(|resource| cx.bindings.paths.implemented(resource));
    implemented.map_or_else(|| RustIdent::invented("Guest"), |implemented| implemented.guest.clone())
}

/// What holds resources of others that are lent within arguments.
fn lent(cx: &Cx<'_>, func: &Func, scope: &mut Scope) -> Option<Code> {
    let mut params = func.params.iter().map(|(_, ty)| *ty);
    let lends = params.any(|ty| cx.traits(ty).lends && lent_resource(cx, ty).is_none());
    let name = lends.then(|| scope.take(&RustIdent::invented("lent")));
    name.map(|name| quote!(let #name = &_rt::Lent::new();))
}

/// The call of what the guest has written, given the locals that have the arguments.
fn call(cx: &Cx<'_>, item: &FuncItem, names: &[RustIdent]) -> Code {
    let (ident, func) = (&item.ident, &cx.bindings.graph.funcs[item.func]);
    let given = func.params.iter().zip(names).enumerate().map(|(index, ((_, ty), name))| {
        let is_receiver = item.method && index == 0;
        match lent_resource(cx, *ty) {
            _ if is_receiver => quote!(#name.get::<T>()),
            Some(_) => quote!(&#name),
            None => quote!(#name),
        }
    });
    resources::handle_to(cx, item, quote!(T::#ident(#(#given),*)))
}

fn core_type(core: crate::abi::flat::CoreType) -> Code {
    let ident = RustIdent::invented(core.name());
    quote!(#ident)
}

/// Statements that lift each argument into a local of its name.
fn arguments(
    cx: &Cx<'_>,
    item: &FuncItem,
    plan: &FuncPlan,
    names: &[RustIdent],
    core: &[RustIdent],
    scope: &mut Scope,
) -> Code {
    if names.is_empty() {
        return Code::new();
    }
    let func = &cx.bindings.graph.funcs[item.func];
    match &plan.args {
        Args::Flat(args) => {
            let flats =
                Flats { names: core.iter().map(|name| quote!(#name)).collect(), types: &plan.sig.params };
            let values = args.iter().zip(&func.params).map(|(arg, (_, ty))| {
                if is_view(cx, func, *ty) {
                    return (true, lend_flat(cx, *ty, arg, &flats));
                }
                let lifted = match (lent_resource(cx, *ty), deep::first_slot(arg)) {
                    (Some(resource), Some(slot)) => {
                        let handle = core.get(slot as usize);
                        owned_handle(cx, resource, &quote!(#handle as u32))
                    }
                    (Some(_) | None, _) => lift_flat(cx, arg, &flats),
                };
                (is_unsafe_flat(cx, arg), lifted)
            });
            bind(cx, func, names, values)
        }
        Args::Spilled { .. } => {
            let params = scope.take(&RustIdent::invented("params"));
            let fields: Vec<RustIdent> = func.params.iter().map(|(name, _)| RustIdent::value(name)).collect();
            let types = func
                .params
                .iter()
                .map(|(_, ty)| if is_view(cx, func, *ty) { param_image(cx, *ty) } else { image(cx, *ty) });
            let values = func.params.iter().zip(&fields).map(|((_, ty), field)| {
                let field = quote!(#params.#field);
                match lent_resource(cx, *ty) {
                    Some(resource) => (is_unsafe(cx, *ty), owned_handle(cx, resource, &field)),
                    None if is_view(cx, func, *ty) => lend_stored(cx, *ty, field),
                    None => (is_unsafe(cx, *ty), lift_stored(cx, *ty, field)),
                }
            });
            let (note, address, bound) = (note(GIVEN), core.first(), bind(cx, func, names, values));
            quote! {
                #[derive(Clone, Copy)]
                #[repr(C)]
                struct _Params { #(#fields: #types,)* }
                #note
                let #params = unsafe { _rt::take::<_Params>(#address) };
                #bound
            }
        }
    }
}

/// Whether a parameter is a view of what is lent for the call.
fn is_view(cx: &Cx<'_>, func: &Func, ty: TypeIx) -> bool {
    func.sync == Sync::Sync && cx.bindings.views.covers(ty)
}

/// Why arguments may be taken over.
const GIVEN: &str = "SAFETY: the caller lowered this argument, and what it points to is ours now.";

/// Why arguments may be looked at.
const LENT: &str =
    "SAFETY: the caller lowered this argument, and what it points to is there until the call ends.";

/// A local for each argument.
fn bind(cx: &Cx<'_>, func: &Func, names: &[RustIdent], values: impl Iterator<Item = (bool, Code)>) -> Code {
    let lent = func.params.iter().map(|(_, ty)| is_view(cx, func, *ty));
    let bound = names.iter().zip(values).zip(lent).map(|((name, (is_unsafe, value)), lent)| {
        if is_unsafe {
            let note = note(if lent { LENT } else { GIVEN });
            quote!(#note let #name = unsafe { #value };)
        } else {
            quote!(let #name = #value;)
        }
    });
    bound.collect()
}

/// The call and what becomes of its result, and the statics that hold a result until it has been read.
fn returned(
    cx: &Cx<'_>,
    item: &FuncItem,
    plan: &FuncPlan,
    result: Option<TypeIx>,
    call: &Code,
    scope: &mut Scope,
) -> (Code, Option<Code>) {
    let (Some(placed), Some(ty)) = (&plan.result, result) else { return (quote!(#call;), None) };
    if !plan.sig.retptr {
        let value = scope.take(&RustIdent::invented("result"));
        let mut lowering = FlatLowering {
            cx,
            types: &plan.sig.results,
            scope,
            stem: "result".to_owned(),
            inline: true,
            keep: Code::new(),
            statements: Vec::new(),
            flats: Vec::new(),
        };
        lowering.lower(placed, &Value::place(quote!(#value)));
        let (statements, flats) = (&lowering.statements, &lowering.flats);
        // A number that is its own core value needs no name.
        if let ([], [flat]) = (statements.as_slice(), flats.as_slice())
            && value.is_all_of(flat)
        {
            return (call.clone(), None);
        }
        return (quote!(let #value = #call; #(#statements)* #(#flats)*), None);
    }
    let (returned, statics) = park::returned(cx, item, plan, ty, call, scope);
    (returned, Some(statics))
}

/// The function by which the engine allocates in the component.
const REALLOC: &str = "\"cabi_realloc\" => fn(a0: i32, a1: i32, a2: i32, a3: i32) -> i32";

/// What hands the task that runs from one runtime in the component to another.
const TASK_SET: &str = "\"wasip3_task_set\" => fn(a0: *mut ::core::ffi::c_void) -> *mut ::core::ffi::c_void";

/// What there is once in a component, from the run-time part at `runtime`.
fn component_exports(bindings: &Bindings<'_>, runtime: &str) -> Vec<String> {
    let realloc = bindings.realloc.then(|| format!("{REALLOC} = {runtime}::realloc;"));
    let lend = bindings.lend.then(|| format!("{LEND} = {runtime}::lend;"));
    let task_set = bindings.tasks.then(|| format!("{TASK_SET} = {runtime}::task_set;"));
    realloc.into_iter().chain(lend).chain(task_set).collect()
}

/// The function by which it does so for the arguments of exports, where they are lent.
const LEND: &str = "\"cabi_export_realloc\" => fn(a0: i32, a1: i32, a2: i32, a3: i32) -> i32";

/// A world that exports no function has no `export!`, but may need to be allocated in.
pub(super) fn realloc(bindings: &Bindings<'_>) -> Option<String> {
    let lines = component_exports(bindings, "_rt");
    let alone = !lines.is_empty() && bindings.export_macro.is_none();
    alone.then(|| format!("_rt::exports! {{\n    {}\n}}", lines.join("\n    ")))
}

/// What runs before anything else in a component that may have constructors. Without it the linker has every export run
/// them again, even the one that allocates.
const INITIALIZE: &str = "        #[cfg(target_os = \"wasi\")]
        const _: () = {
            #[unsafe(export_name = \"_initialize\")]
            extern \"C\" fn initialize() {
                unsafe extern \"C\" {
                    fn __wasm_call_ctors();
                }
                // SAFETY: the linker makes it, and the engine calls this once, before anything else.
                unsafe { __wasm_call_ctors() }
            }
        };
";

/// `export!`: the core exports of the whole component, made where it is called.
pub(super) fn export_macro(bindings: &Bindings<'_>) -> Option<String> {
    let name = bindings.export_macro.as_ref()?.as_str();
    let export = &bindings.options.export;
    let modules = bindings.root.all().filter(|module| module.is_implemented());
    let mut body: String = modules.map(|module| export_block(bindings, module)).collect();
    let lines = component_exports(bindings, "$($root)*::_rt");
    if !lines.is_empty() {
        let lines = lines.join("\n            ");
        body.push_str(&format!("        $($root)*::_rt::exports! {{\n            {lines}\n        }}\n"));
    }
    body.push_str(INITIALIZE);
    body.extend(section::of_exports(bindings));
    let default = export.default_bindings_module.as_deref().unwrap_or("self");
    let called = export.macro_name.as_deref().unwrap_or("export");
    let (attribute, vis) = if export.pub_macro { ("#[macro_export]\n", "pub") } else { ("", "pub(crate)") };
    Some(format!(
        "#[doc(hidden)]\n#[allow(unused_macros)]\n{attribute}macro_rules! {name} {{\n    \
         ($component:ident) => {{\n        {default}::{called}!($component with_types_in {default});\n    }};\n    \
         ($component:ident with_types_in $($root:tt)*) => {{\n{body}    }};\n}}\n\
         #[doc(inline)]\n#[allow(unused_imports)]\n{vis} use {name} as {called};"
    ))
}

/// The exports of one interface, or of the world itself.
fn export_block(bindings: &Bindings<'_>, module: &Module) -> String {
    let glue = module.path.child(RustIdent::invented("_exports")).joined();
    let prefix = bindings.options.export.prefix.as_deref().unwrap_or_default();
    let mut block = format!("        const _: () = {{\n            use $($root)*::{glue} as exports;\n");
    let guest = module.path.child(RustIdent::invented("Guest")).joined();
    for (item, _) in module.implemented() {
        let ident = item.ident.as_str();
        block
            .push_str(&format!("            type _{ident} = <$component as $($root)*::{guest}>::{ident};\n"));
    }
    block.push_str("            $($root)*::_rt::exports! {\n");
    for item in &module.exports {
        let plan = &bindings.plan.funcs[item.func];
        let name = format!("{}{}", module.export_prefix, bindings.graph.funcs[item.func].wire_name);
        let ident = item.core_ident.as_str();
        let implementer = implementer(module, item.resource);
        let params = core_params(plan);
        if item.sync == Sync::Async {
            let event = "kind: i32, waitable: i32, code: i32";
            block.push_str(&format!(
                "                \"{prefix}[async-lift]{name}\" => fn({params}) -> i32 = exports::{ident}::<{implementer}>;\n                \"{prefix}[callback][async-lift]{name}\" => fn({event}) -> i32 = $($root)*::_rt::callback;\n"
            ));
            continue;
        }
        let result = plan.sig.results.first().map(|core| format!(" -> {}", core.name())).unwrap_or_default();
        block.push_str(&format!(
            "                \"{prefix}{name}\" => fn({params}){result} = exports::{ident}::<{implementer}>;\n"
        ));
        if plan.post_return.is_some() {
            block.push_str(&format!(
                "                \"{prefix}cabi_post_{name}\" => fn(result: i32) = exports::_post_{ident};\n"
            ));
        }
    }
    for (item, _) in module.implemented() {
        let wire = bindings.graph.node(item.ty).name.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = format!("{}[dtor]{wire}", module.export_prefix);
        let dtor = resources::core_name_in(bindings.graph, "dtor", item.ty);
        let (dtor, implementer) = (dtor.as_str(), implementer(module, Some(item.ty)));
        block.push_str(&format!(
            "                \"{prefix}{name}\" => fn(rep: *mut u8) = exports::{dtor}::<{implementer}>;\n"
        ));
    }
    block.push_str("            }\n        };\n");
    block
}

/// The type that has a function: the component, or what it makes a resource of.
fn implementer(module: &Module, resource: Option<TypeIx>) -> String {
    let resource = module.implemented().find(|(item, _)| Some(item.ty) == resource);
    resource.map_or_else(|| "$component".to_owned(), |(item, _)| item.ident.prefixed("_").as_str().to_owned())
}

fn core_params(plan: &FuncPlan) -> String {
    let types = plan.sig.params.iter().enumerate();
    types.map(|(slot, core)| format!("a{slot}: {}", core.name())).collect::<Vec<_>>().join(", ")
}
