//! Prints resources: handles to those that someone else has, and what the guest needs to implement its own.

use proc_macro2::TokenStream;
use quote::quote;

use crate::base::ids::TypeIx;
use crate::bindgen::guest::cx::{Cx, docs};
use crate::bindgen::guest::{exports, imports};
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::funcs::{FuncItem, Makes};
use crate::bindgen::items::given::Origin;
use crate::bindgen::items::resources::{HandleFn, Implemented};
use crate::bindgen::items::types::{TypeDef, TypeItem};
use crate::bindgen::note::note;
use crate::graph::TypeGraph;

/// A resource that someone else has: a handle, and the functions of the resource.
pub(super) fn imported(cx: &Cx<'_>, item: &TypeItem) -> TokenStream {
    let funcs = cx.module.imports.iter().filter(|func| func.resource == Some(item.ty));
    let funcs = funcs.map(|func| imports::import(cx, func)).collect();
    handle(cx, item, &funcs)
}

/// A resource that the guest implements: a handle, what is lent of it, and the trait that has its functions.
pub(super) fn implemented(cx: &Cx<'_>, item: &TypeItem, implemented: &Implemented) -> TokenStream {
    let access = access(cx, item, implemented);
    let handle = handle(cx, item, &access);
    let (lent, guest) = (lent(cx, item, implemented), guest(cx, item, implemented));
    quote!(#handle #lent #guest)
}

/// The struct that has a handle, with `funcs` among its functions.
fn handle(cx: &Cx<'_>, item: &TypeItem, funcs: &TokenStream) -> TokenStream {
    let (ident, docs, allow) = (&item.ident, docs(&item.docs), cx.allow_unused());
    let drop = core_name(cx, "drop", item.ty);
    let [from, take, get] =
        [HandleFn::From, HandleFn::Take, HandleFn::Get].map(|function| cx.handle_fn(item.ty, function));
    let note = note("SAFETY: the handle is ours, and nothing can use it after this.");
    quote! {
        #docs
        #allow
        #[derive(Debug)]
        pub struct #ident {
            _handle: _rt::Handle,
        }
        #allow
        impl #ident {
            #funcs

            /// # Safety
            /// `handle` must be the index of a handle to this resource that nobody else owns.
            #[doc(hidden)]
            pub unsafe fn #from(handle: u32) -> Self {
                Self { _handle: _rt::Handle::new(handle) }
            }

            #[doc(hidden)]
            pub fn #take(&self) -> u32 {
                self._handle.take()
            }

            #[doc(hidden)]
            pub fn #get(&self) -> u32 {
                self._handle.get()
            }
        }
        impl ::core::ops::Drop for #ident {
            fn drop(&mut self) {
                if let Some(handle) = self._handle.owned() {
                    #note
                    unsafe { _imports::#drop(handle as i32) }
                }
            }
        }
    }
}

/// How a guest makes a resource of a value of its own, and gets at the value.
fn access(cx: &Cx<'_>, item: &TypeItem, implemented: &Implemented) -> TokenStream {
    let guest = &implemented.guest;
    let [from, get] = [HandleFn::From, HandleFn::Get].map(|function| cx.handle_fn(item.ty, function));
    let option = cx.prelude("Option");
    let made = note("SAFETY: the value is moved to where the new handle says it is.");
    let ours = note("SAFETY: the handle is ours, so what it stands for is there.");
    quote! {
        /// Moves the value to the heap and makes a handle to it.
        pub fn new<T: #guest>(value: T) -> Self {
            #made
            unsafe {
                let rep = T::resource_into_raw_(Some(value)).cast();
                Self::_kept::<T>(rep);
                Self::#from(T::_resource_new(rep))
            }
        }

        /// The value.
        pub fn get<T: #guest>(&self) -> &T {
            #ours
            unsafe { (*self._rep::<T>()).as_ref().unwrap() }
        }

        /// The value, to be changed.
        pub fn get_mut<T: #guest>(&mut self) -> &mut T {
            #ours
            unsafe { (*self._rep::<T>()).as_mut().unwrap() }
        }

        /// Takes the value out, and drops the handle.
        pub fn into_inner<T: #guest>(self) -> T {
            #ours
            unsafe { (*self._rep::<T>()).take().unwrap() }
        }

        /// Where the value is.
        fn _rep<T: #guest>(&self) -> *mut #option<T> {
            Self::_kept::<T>(T::_resource_rep(self.#get()))
        }

        /// Where a value is. If the resource is made of two types, this panics.
        fn _kept<T: #guest>(rep: *mut u8) -> *mut #option<T> {
            static KIND: _rt::Kind = _rt::Kind::new();
            KIND.check::<T>();
            rep.cast()
        }

        /// # Safety
        /// Only for the engine, when the last handle has been dropped.
        #[doc(hidden)]
        pub unsafe fn dtor<T: #guest>(rep: *mut u8) {
            unsafe { drop(T::resource_from_raw_(Self::_kept::<T>(rep))) }
        }
    }
}

/// A resource of the guest's that a caller lends to it.
fn lent(cx: &Cx<'_>, item: &TypeItem, implemented: &Implemented) -> TokenStream {
    let (ident, guest) = (&item.ident, &implemented.guest);
    let borrow = implemented.borrow.0.last();
    let doc = format!(" A borrowed [`{}`], for the length of a call.", ident.as_str());
    let note = note("SAFETY: whoever lends it has the resource for as long as that.");
    let allow = cx.allow_unused();
    quote! {
        #[doc = #doc]
        #allow
        #[derive(Debug)]
        pub struct #borrow<'a> {
            _rep: *mut u8,
            _life: ::core::marker::PhantomData<&'a #ident>,
        }
        #allow
        impl<'a> #borrow<'a> {
            /// The value.
            pub fn get<T: #guest>(&self) -> &'a T {
                #note
                unsafe { (*#ident::_kept::<T>(self._rep)).as_ref().unwrap() }
            }

            /// # Safety
            /// `rep` must be what the engine has been given for a resource that lives for `'a`.
            #[doc(hidden)]
            pub unsafe fn lift(rep: usize) -> Self {
                Self { _rep: rep as *mut u8, _life: ::core::marker::PhantomData }
            }
        }
    }
}

/// The trait that has a resource's functions.
fn guest(cx: &Cx<'_>, item: &TypeItem, implemented: &Implemented) -> TokenStream {
    let (guest, allow) = (&implemented.guest, cx.allow_unused());
    let funcs = cx.module.exports.iter().filter(|func| func.resource == Some(item.ty));
    let funcs = funcs.map(|func| exports::signature(cx, func));
    let [new, rep] = ["new", "rep"].map(|function| core_name(cx, function, item.ty));
    let doc = format!(" What [`{}`] is, as the component implements it.", item.ident.as_str());
    let option = cx.prelude("Option");
    let checked = note("SAFETY: the engine knows which handles there are.");
    quote! {
        #[doc = #doc]
        #allow
        pub trait #guest: _rt::Resource<Rep = #option<Self>> {
            #(#funcs)*

            /// Puts the value where its address is what the engine is given for the resource.
            ///
            /// # Safety
            /// What is put there must come back from `resource_from_raw_`.
            #[doc(hidden)]
            unsafe fn resource_into_raw_(value: Self::Rep) -> *mut Self::Rep {
                _rt::Box::into_raw(_rt::Box::new(value))
            }

            /// Takes the value back.
            ///
            /// # Safety
            /// `raw` must be from `resource_into_raw_`, and is not to be used again.
            #[doc(hidden)]
            unsafe fn resource_from_raw_(raw: *mut Self::Rep) -> Self::Rep {
                unsafe { *_rt::Box::from_raw(raw) }
            }

            /// # Safety
            /// `rep` must be from `resource_into_raw_`.
            #[doc(hidden)]
            unsafe fn _resource_new(rep: *mut u8) -> u32 {
                unsafe { _imports::#new(rep) }
            }

            #[doc(hidden)]
            fn _resource_rep(handle: u32) -> *mut u8 {
                #checked
                unsafe { _imports::#rep(handle) }
            }
        }
    }
}

/// What a constructor is declared to return.
pub(super) fn made(cx: &Cx<'_>, makes: &Makes) -> TokenStream {
    match makes {
        Makes::Always => quote!(Self),
        Makes::OrFails(error) => {
            let (result, error) = (cx.prelude("Result"), cx.ty(error));
            quote!(#result<Self, #error>)
        }
    }
}

/// A handle to what a constructor has returned.
pub(super) fn handle_to(cx: &Cx<'_>, item: &FuncItem, call: TokenStream) -> TokenStream {
    let resource = item.resource.map(|resource| cx.named(resource));
    match &item.makes {
        None => call,
        Some(Makes::Always) => quote!(#resource::new(#call)),
        Some(Makes::OrFails(_)) => quote!(#call.map(#resource::new)),
    }
}

/// What else has to be said of another name for a resource that the guest implements: that of one that is lent.
pub(super) fn borrow_alias(cx: &Cx<'_>, ty: TypeIx) -> Option<TokenStream> {
    let paths = &cx.bindings.paths;
    let alias = paths.implemented(ty)?.borrow.0.last()?;
    let target = cx.relative(&paths.implemented(cx.bindings.graph.resolved(ty))?.borrow);
    Some(quote!(pub type #alias<'a> = #target<'a>;))
}

/// The core functions that the module's resources need.
pub(super) fn core_imports(cx: &Cx<'_>) -> impl Iterator<Item = String> {
    let here = cx.module.types.iter().filter(|item| matches!(item.origin, Origin::Here));
    here.flat_map(|item| match &item.def {
        TypeDef::Resource => vec![core_import(cx, "drop", item.ty, "(i32)")],
        TypeDef::Implemented(_) => vec![
            core_import(cx, "new", item.ty, "(*mut u8) -> u32"),
            core_import(cx, "rep", item.ty, "(u32) -> *mut u8"),
            core_import(cx, "drop", item.ty, "(i32)"),
        ],
        TypeDef::Record(_)
        | TypeDef::Variant(_)
        | TypeDef::Enum(_)
        | TypeDef::Flags(_)
        | TypeDef::Alias(_) => Vec::new(),
    })
}

fn core_import(cx: &Cx<'_>, function: &str, resource: TypeIx, signature: &str) -> String {
    let wire = cx.bindings.graph.node(resource).name.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = core_name(cx, function, resource);
    format!("    fn {} = \"[resource-{function}]{wire}\"{signature};", name.as_str())
}

/// A core function of a resource: `__` is in no WIT name.
pub(super) fn core_name(cx: &Cx<'_>, function: &str, resource: TypeIx) -> RustIdent {
    core_name_in(cx.bindings.graph, function, resource)
}

/// The same, outside of a module.
pub(super) fn core_name_in(graph: &TypeGraph, function: &str, resource: TypeIx) -> RustIdent {
    let name = graph.node(resource).name.as_ref().map(RustIdent::value);
    RustIdent::invented(format!("{function}__{}", name.as_ref().map_or("", RustIdent::as_str)))
}
