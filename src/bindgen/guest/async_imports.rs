//! Prints the body of an `async` import: a call that is lowered when it is first polled.

use crate::abi::func::{Args, FuncPlan};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::lift::lift_stored;
use crate::bindgen::guest::lower::{Value, lower_stored_keeping};
use crate::bindgen::guest::lower_flat::FlatLowering;
use crate::bindgen::guest::mirrors::image;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::note::note;

/// The arguments are moved to where they stay until the callee has read them; so is the result until it is lifted.
pub(super) fn body(cx: &Cx<'_>, item: &FuncItem, plan: &FuncPlan) -> Code {
    let func = &cx.bindings.graph.funcs[item.func];
    let mut scope = Scope::default();
    let names: Vec<&RustIdent> = item.params.iter().map(|(name, _)| name).collect();
    for name in &names {
        scope.take(name);
    }
    let frame = scope.take(&RustIdent::invented("frame"));
    let mut lowered = lowered(cx, item, plan, &frame, &mut scope);
    let gives = func.params.iter().any(|(_, ty)| cx.bindings.graph.facts[*ty].own);
    if gives {
        lowered.before_the_call(&frame, &mut scope);
    }
    let result_type = func.result.map_or_else(|| quote!(()), |ty| image(cx, ty));
    if func.result.is_some() {
        lowered.arguments.push(quote!(#frame.result()));
    }
    let Lowered { definition, statements, args_type, arguments } = lowered;
    let keeps = func.params.iter().any(|(_, ty)| cx.traits(*ty).keeps);
    let used = func.result.is_some() || gives || keeps || plan.sig.indirect_params;
    let frame = if used { quote!(#frame) } else { quote!(_) };
    let function = if gives { quote!(call_giving) } else { quote!(call) };
    let (core, lift, safety) = (&item.core_ident, lift(cx, func.result), note(SAFETY));
    let params = if names.is_empty() { quote!(()) } else { quote!((#(#names,)*)) };
    quote! {
        #definition
        #safety
        let call = unsafe {
            _rt::#function(
                #params,
                |#params, #frame: &mut _rt::Frame<#args_type, #result_type>| {
                    #(#statements)*
                    _imports::#core(#(#arguments),*)
                },
                #lift,
            )
        };
        call.await
    }
}

const SAFETY: &str = "SAFETY: the arguments and the frame stay where they are while the call goes on.";

/// Arguments as they are lowered.
struct Lowered {
    /// The type of arguments in memory.
    definition: Option<Code>,
    /// What must run before the core arguments can be named.
    statements: Vec<Code>,
    /// The name of the type of arguments in memory.
    args_type: Code,
    /// Core arguments.
    arguments: Vec<Code>,
}

impl Lowered {
    /// Takes the handles before the call is made, for they may have to be taken back without one.
    fn before_the_call(&mut self, frame: &RustIdent, scope: &mut Scope) {
        let (lowered, arguments) = (scope.take(&RustIdent::invented("lowered")), &self.arguments);
        self.statements.push(quote! {
            let #lowered = (#(#arguments,)*);
            if #frame.recalls {
                return 0;
            }
        });
        let members = (0..arguments.len()).map(Number::of);
        self.arguments = members.map(|index| quote!(#lowered.#index)).collect();
    }
}

fn lowered(cx: &Cx<'_>, item: &FuncItem, plan: &FuncPlan, frame: &RustIdent, scope: &mut Scope) -> Lowered {
    let func = &cx.bindings.graph.funcs[item.func];
    let receiver = item.method.then(|| Value::reference(quote!(self)));
    let params = item.params.iter().map(|(name, ty)| Value::view(quote!(#name), ty));
    let values: Vec<Value<'_>> = receiver.into_iter().chain(params).collect();
    let keep = quote!(&mut #frame.keep);
    if let Args::Flat(args) = &plan.args {
        let mut lowering = FlatLowering {
            cx,
            types: &plan.sig.params,
            scope,
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
        let FlatLowering { statements, flats: arguments, .. } = lowering;
        return Lowered { definition: None, statements, args_type: quote!(()), arguments };
    }
    let names: Vec<RustIdent> = func.params.iter().map(|(name, _)| RustIdent::value(name)).collect();
    let types = func.params.iter().map(|(_, ty)| image(cx, *ty));
    let images =
        func.params.iter().zip(&values).map(|((_, ty), value)| lower_stored_keeping(cx, *ty, value, &keep));
    let params = scope.take(&RustIdent::invented("params"));
    Lowered {
        definition: Some(quote! {
            #[repr(C)]
            struct _Params { #(#names: #types,)* }
        }),
        statements: vec![quote!(let #params = _Params { #(#names: #images,)* };)],
        args_type: quote!(_Params),
        arguments: vec![quote!(#frame.args(#params))],
    }
}

/// The closure that lifts the result from its image.
fn lift(cx: &Cx<'_>, result: Option<TypeIx>) -> Code {
    let Some(ty) = result else { return quote!(|()| ()) };
    let lifted = lift_stored(cx, ty, quote!(result));
    quote!(|result| #lifted)
}
