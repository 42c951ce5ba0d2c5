//! Piece of the generated run-time part: core exports.

/// Core functions that the engine calls.
macro_rules! exports {
    ($($name:literal => fn($($arg:ident: $param:ty),*) $(-> $result:ty)? = $target:path;)*) => {
        $(
            const _: () = {
                #[cfg_attr(target_arch = "wasm32", unsafe(export_name = $name))]
                #[allow(dead_code)]
                unsafe extern "C" fn export($($arg: $param),*) $(-> $result)? {
                    // SAFETY: whoever calls this keeps to the canonical ABI.
                    unsafe { $target($($arg),*) }
                }
            };
        )*
    };
}
pub(crate) use exports;
