//! Prints what an `async` export does beyond lifting its arguments: a task, and the core function that takes its result.

use crate::abi::func::TaskReturn;
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::lower::{Value, lower_stored_keeping};
use crate::bindgen::guest::lower_flat::FlatLowering;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::note::note;

/// Starts a task that lifts the arguments and makes the call, and hands over its result.
pub(super) fn start(
    cx: &Cx<'_>,
    item: &FuncItem,
    plan: &TaskReturn,
    result: Option<TypeIx>,
    arguments: &Code,
    call: &Code,
) -> Code {
    let give = give(cx, item, plan, result);
    quote!(_rt::start(async move { #arguments #call.await }, #give))
}

/// The closure that lowers the result and calls `task.return`.
fn give(cx: &Cx<'_>, item: &FuncItem, plan: &TaskReturn, result: Option<TypeIx>) -> Code {
    let core = &item.core_ident;
    let safety = note("SAFETY: the task returns once, and its result is read before the call is over.");
    let (Some(placed), Some(ty)) = (&plan.result, result) else {
        return quote!(|()| { #safety unsafe { _task::#core() } });
    };
    let mut scope = Scope::default();
    for name in ["result", "keep", "image"] {
        scope.take(&RustIdent::invented(name));
    }
    let keep = cx.traits(ty).keeps.then(|| quote!(let mut keep = _rt::Keep::new();));
    if plan.sig.indirect_params {
        let value = Value::place(quote!(result));
        let lowered = lower_stored_keeping(cx, ty, &value, &quote!(&mut keep));
        return quote! {
            |result| {
                #keep
                let image = #lowered;
                #safety
                unsafe { _task::#core(&raw const image as i32) }
            }
        };
    }
    let mut lowering = FlatLowering {
        cx,
        types: &plan.sig.params,
        scope: &mut scope,
        stem: "result".to_owned(),
        inline: false,
        keep: quote!(&mut keep),
        statements: Vec::new(),
        flats: Vec::new(),
    };
    lowering.lower(placed, &Value::place(quote!(result)));
    let (statements, flats) = (&lowering.statements, &lowering.flats);
    quote! {
        |result| {
            #keep
            #(#statements)*
            #safety
            unsafe { _task::#core(#(#flats),*) }
        }
    }
}

/// The core functions that take the results of the module's `async` exports.
pub(super) fn task_imports(cx: &Cx<'_>) -> Option<String> {
    let lines: Vec<String> = cx.module.exports.iter().filter_map(|item| task_import(cx, item)).collect();
    let module = cx.module.task_module();
    let text = format!("_rt::imports! {{\n    mod _task = \"{module}\";\n{}\n}}", lines.join("\n"));
    (!lines.is_empty()).then_some(text)
}

fn task_import(cx: &Cx<'_>, item: &FuncItem) -> Option<String> {
    let plan = cx.bindings.plan.funcs[item.func].task_return.as_ref()?;
    let wire_name = &cx.bindings.graph.funcs[item.func].wire_name;
    let types = plan.sig.params.iter().map(|core| core.name()).collect::<Vec<_>>().join(", ");
    Some(format!("    fn {} = \"[task-return]{wire_name}\"({types});", item.core_ident.as_str()))
}
