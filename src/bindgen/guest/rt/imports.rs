//! Piece of the generated run-time part: core imports.

/// Core functions that the engine provides. Outside of a component, functions of the same type panic.
macro_rules! imports {
    (
        mod $module:ident = $from:literal;
        $(fn $name:ident = $link:literal($($param:ty),*) $(-> $result:ty)?;)*
    ) => {
        #[allow(dead_code, non_snake_case)]
        mod $module {
            #[cfg(target_arch = "wasm32")]
            #[link(wasm_import_module = $from)]
            unsafe extern "C" {
                $(
                    #[link_name = $link]
                    pub(super) fn $name($(_: $param),*) $(-> $result)?;
                )*
            }
            $(
                #[cfg(not(target_arch = "wasm32"))]
                pub(super) unsafe extern "C" fn $name($(_: $param),*) $(-> $result)? {
                    unreachable!("`{}` of `{}` is there only in a component", $link, $from)
                }
            )*
        }
    };
}
pub(crate) use imports;
