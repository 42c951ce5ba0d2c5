//! Piece of the generated run-time part: how the engine allocates in this component.

/// # Safety
/// Only for the engine: `old` must be of `old_len` bytes and `align`, from this function, unless `old_len` is 0.
pub unsafe fn realloc(old: i32, old_len: i32, align: i32, new_len: i32) -> i32 {
    if new_len == 0 {
        return align;
    }
    let (size, new_size, align) = (old_len as usize, new_len as usize, align as usize);
    let ptr = unsafe {
        if size == 0 {
            let layout = core::alloc::Layout::from_size_align_unchecked(new_size, align);
            alloc::alloc::alloc(layout)
        } else {
            let layout = core::alloc::Layout::from_size_align_unchecked(size, align);
            alloc::alloc::realloc(old as usize as *mut u8, layout, new_size)
        }
    };
    if ptr.is_null() {
        out_of_memory()
    }
    ptr as i32
}
