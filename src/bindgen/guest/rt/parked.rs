//! Piece of the generated run-time part: where a result with memory of its own is returned.

/// A result, its image, and the buffers the image points to, until the caller has read them.
pub struct Parked<T, V> {
    image: core::cell::UnsafeCell<core::mem::MaybeUninit<T>>,
    value: core::cell::UnsafeCell<Option<(V, Keep)>>,
}

// SAFETY: a component has one thread.
unsafe impl<T, V> Sync for Parked<T, V> {}

impl<T, V> Parked<T, V> {
    pub const fn new() -> Self {
        Self {
            image: core::cell::UnsafeCell::new(core::mem::MaybeUninit::uninit()),
            value: core::cell::UnsafeCell::new(None),
        }
    }

    /// # Safety
    /// Nobody may still be reading the last result.
    pub unsafe fn park(&self, value: V, lower: impl FnOnce(&V, &mut Keep) -> T) -> i32 {
        let mut keep = Keep::new();
        let image = lower(&value, &mut keep);
        unsafe {
            *self.value.get() = Some((value, keep));
            (*self.image.get()).write(image) as *mut T as i32
        }
    }

    /// # Safety
    /// Nobody may still be reading the result.
    pub unsafe fn release(&self) {
        unsafe { *self.value.get() = None }
    }
}
