//! Piece of the generated run-time part: arguments passed in memory.

/// # Safety
/// Takes over what is at `address`, in a buffer of exactly its size.
pub unsafe fn take<T: Copy>(address: i32) -> T {
    let params = address as usize as *mut T;
    unsafe {
        let value = *params;
        alloc::alloc::dealloc(params.cast(), core::alloc::Layout::new::<T>());
        value
    }
}
