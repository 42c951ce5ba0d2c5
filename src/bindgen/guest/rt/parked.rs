//! Piece of the generated run-time part: where a result with memory of its own is returned.

/// A result and its image, until the caller has read them.
pub struct Parked<T, V>(core::cell::UnsafeCell<core::mem::MaybeUninit<Returned<T, V>>>);

/// The image is where the result is for the caller.
#[repr(C)]
struct Returned<T, V> {
    image: T,
    value: V,
}

// SAFETY: a component has one thread.
unsafe impl<T, V> Sync for Parked<T, V> {}

impl<T, V> Parked<T, V> {
    pub const fn new() -> Self {
        Self(core::cell::UnsafeCell::new(core::mem::MaybeUninit::uninit()))
    }

    /// # Safety
    /// The last result must have been released.
    pub unsafe fn park(&self, value: V, lower: impl FnOnce(&V) -> T) -> i32 {
        let image = lower(&value);
        let returned = Returned { image, value };
        unsafe { (*self.0.get()).write(returned) as *mut Returned<T, V> as i32 }
    }

    /// Results of one type are released in one way, wherever they are.
    ///
    /// # Safety
    /// `result` must be from `park`, and nobody may still be reading it. It is released only once.
    pub unsafe fn release(&self, result: i32) {
        let result = result as usize as *mut Returned<T, V>;
        unsafe { core::ptr::drop_in_place(&raw mut (*result).value) }
    }
}

impl<T, V> Parked<T, (V, Keep)> {
    /// Parks the buffers too that the image points to.
    ///
    /// # Safety
    /// The last result must have been released.
    pub unsafe fn park_keeping(&self, value: V, lower: impl FnOnce(&V, &mut Keep) -> T) -> i32 {
        let mut keep = Keep::new();
        let image = lower(&value, &mut keep);
        unsafe { self.park((value, keep), |_| image) }
    }
}
