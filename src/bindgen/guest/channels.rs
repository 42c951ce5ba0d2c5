//! Prints the modules `wit_future` and `wit_stream`: what makes futures and streams, and what is known of each payload.

use crate::abi::channels::{ChannelKind, Intrinsic};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Emit, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::lift::{is_unsafe, lift_stored};
use crate::bindgen::guest::lower::{Value, lower_stored};
use crate::bindgen::guest::mirrors::image;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::channels::Channel;
use crate::bindgen::note::raw;
use crate::bindgen::print::sheet::Sheet;

/// The module for futures or for streams, from the file's root.
pub(super) fn module(kind: ChannelKind) -> RustPath {
    RustPath(vec![RustIdent::invented(match kind {
        ChannelKind::Future => "wit_future",
        ChannelKind::Stream => "wit_stream",
    })])
}

/// Both modules, as far as the world has futures and streams.
pub(super) fn modules(cx: &Cx<'_>, file: &mut Sheet) {
    for kind in [ChannelKind::Future, ChannelKind::Stream] {
        module_of(cx, kind, file);
    }
}

/// What makes the ends of one kind, and what is known of each payload.
fn module_of(cx: &Cx<'_>, kind: ChannelKind, file: &mut Sheet) {
    let channels = || cx.bindings.channels.iter().filter(|channel| channel.kind == kind);
    if channels().next().is_none() {
        return;
    }
    let cx = &cx.within(module(kind).joined());
    let mut body = file.inner();
    let mut impls = body.beside();
    for (number, channel) in channels().enumerate() {
        impls.push(&payload(cx, channel, number));
    }
    body.push(&cx.runtime_import(&impls).unwrap_or_default());
    body.push(&match kind {
        ChannelKind::Future => futures(),
        ChannelKind::Stream => streams(),
    });
    body.append(impls);
    let head = || {
        let allow = cx.allow_unused();
        match kind {
            ChannelKind::Future => {
                quote!(#[doc = " Futures for other components."] #allow pub mod wit_future {})
            }
            ChannelKind::Stream => {
                quote!(#[doc = " Streams for other components."] #allow pub mod wit_stream {})
            }
        }
    };
    file.module(&head(), body);
}

fn futures() -> Code {
    quote! {
        /// What a future of this world can carry.
        pub trait FuturePayload: Sized + 'static {
            #[doc(hidden)]
            const VTABLE: &'static _rt::FutureVtable<Self>;
        }

        /// A new future. If its writable end is dropped without a value, `default` makes one.
        pub fn new<T: FuturePayload>(
            default: fn() -> T,
        ) -> (_rt::FutureWriter<T>, _rt::FutureReader<T>) {
            __note!("SAFETY: the core functions are those of futures of that payload.");
            unsafe { _rt::future_new(default, T::VTABLE) }
        }

        /// # Safety
        /// The handle must be that of a readable end that nobody else owns.
        #[doc(hidden)]
        pub unsafe fn _from_handle<T: FuturePayload>(handle: u32) -> _rt::FutureReader<T> {
            unsafe { _rt::FutureReader::new(handle, T::VTABLE) }
        }
    }
}

fn streams() -> Code {
    quote! {
        /// What a stream of this world can carry.
        pub trait StreamPayload: Sized + 'static {
            #[doc(hidden)]
            const VTABLE: &'static _rt::StreamVtable<Self>;
        }

        /// A new stream: its writable and its readable end.
        pub fn new<T: StreamPayload>() -> (_rt::StreamWriter<T>, _rt::StreamReader<T>) {
            __note!("SAFETY: the core functions are those of streams of that payload.");
            unsafe { _rt::stream_new(T::VTABLE) }
        }

        /// # Safety
        /// The handle must be that of a readable end that nobody else owns.
        #[doc(hidden)]
        pub unsafe fn _from_handle<T: StreamPayload>(handle: u32) -> _rt::StreamReader<T> {
            unsafe { _rt::StreamReader::new(handle, T::VTABLE) }
        }
    }
}

fn payload(cx: &Cx<'_>, channel: &Channel, number: usize) -> Code {
    let (trait_name, vtable) = match channel.kind {
        ChannelKind::Future => (quote!(FuturePayload), quote!(FutureVtable)),
        ChannelKind::Stream => (quote!(StreamPayload), quote!(StreamVtable)),
    };
    let ends = RustIdent::invented(format!("_ends_{number}"));
    let core = raw(&core_imports(cx, channel, ends.as_str()));
    let ty = cx.ty(&channel.rust);
    let image = match channel.payload {
        Some(payload) if !cx.traits(payload).same => {
            let image = payload_image(cx, payload);
            quote!(Some(#image))
        }
        Some(_) | None => quote!(None),
    };
    let fields = Intrinsic::ALL.map(field);
    quote! {
        #core
        impl #trait_name for #ty {
            const VTABLE: &'static _rt::#vtable<Self> = &_rt::#vtable {
                image: #image,
                #(#fields: #ends::#fields,)*
            };
        }
    }
}

/// How a payload that is not its own image is carried.
fn payload_image(cx: &Cx<'_>, ty: TypeIx) -> Code {
    let image = image(cx, ty);
    let lowered = lower_stored(cx, ty, &Value::reference(quote!(value)));
    let lifted = lift_stored(cx, ty, quote!(image));
    let lifted = if is_unsafe(cx, ty) {
        quote!(unsafe { let image = image.cast::<#image>().read(); #lifted })
    } else {
        quote! {
            let image = unsafe { image.cast::<#image>().read() };
            #lifted
        }
    };
    let keep = if cx.traits(ty).keeps { quote!(keep) } else { quote!(_) };
    let gives = cx.bindings.graph.facts[ty].own;
    quote! {
        _rt::Image {
            layout: ::core::alloc::Layout::new::<#image>(),
            lower: |value, image, #keep| unsafe { image.cast::<#image>().write(#lowered) },
            lift: |image| { #lifted },
            gives: #gives,
        }
    }
}

/// The field of a vtable, and the core function, for an intrinsic.
fn field(intrinsic: Intrinsic) -> RustIdent {
    RustIdent::invented(intrinsic.name().replace('-', "_"))
}

/// The core functions of one payload.
fn core_imports(cx: &Cx<'_>, channel: &Channel, module: &str) -> String {
    let func = &cx.bindings.graph.funcs[channel.func].wire_name;
    let lines = Intrinsic::ALL.map(|intrinsic| {
        let name = field(intrinsic);
        let link_name = intrinsic.link_name(channel.kind, channel.index, func.as_str()).code();
        let signature = match (intrinsic, channel.kind) {
            (Intrinsic::New, _) => "() -> i64",
            (Intrinsic::Read | Intrinsic::Write, ChannelKind::Future) => "(i32, i32) -> i32",
            (Intrinsic::Read | Intrinsic::Write, ChannelKind::Stream) => "(i32, i32, i32) -> i32",
            (Intrinsic::CancelRead | Intrinsic::CancelWrite, _) => "(i32) -> i32",
            (Intrinsic::DropReadable | Intrinsic::DropWritable, _) => "(i32)",
        };
        format!("    fn {} = {link_name}{signature};\n", name.as_str())
    });
    let from = &channel.module;
    format!("_rt::imports! {{\n    mod {module} = \"{from}\";\n{}}}", lines.concat())
}
