//! Piece of the generated run-time part: arguments passed in memory that is lent.

/// # Safety
/// What is at `address` must be a `T`.
pub unsafe fn take<T: Copy>(address: i32) -> T {
    unsafe { *(address as usize as *const T) }
}
