//! Piece of the generated run-time part: the end.

/// A trap, without the weight of a panic's message.
#[cold]
fn out_of_memory() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    panic!("out of memory")
}
