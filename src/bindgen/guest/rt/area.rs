//! Piece of the generated run-time part: where a result without memory of its own is returned.

/// Where a result is until the caller has read it.
pub struct Area<T>(core::cell::UnsafeCell<core::mem::MaybeUninit<T>>);

// SAFETY: a component has one thread.
unsafe impl<T> Sync for Area<T> {}

impl<T> Area<T> {
    pub const fn new() -> Self {
        Self(core::cell::UnsafeCell::new(core::mem::MaybeUninit::uninit()))
    }

    /// # Safety
    /// Nobody may still be reading the last result.
    pub unsafe fn fill(&self, image: T) -> i32 {
        unsafe { (*self.0.get()).write(image) as *mut T as i32 }
    }
}
