//! Piece of the generated run-time part: where a result that is nothing but a buffer is returned.

/// The image of a list whose elements are their own images, and the size of its buffer, until the caller has read them.
pub struct ParkedList<T>(core::cell::UnsafeCell<core::mem::MaybeUninit<Buffer<T>>>);

/// The image is where the result is for the caller.
#[repr(C)]
struct Buffer<T> {
    image: List<T>,
    capacity: usize,
}

// SAFETY: a component has one thread.
unsafe impl<T> Sync for ParkedList<T> {}

impl<T> ParkedList<T> {
    pub const fn new() -> Self {
        Self(core::cell::UnsafeCell::new(core::mem::MaybeUninit::uninit()))
    }

    /// # Safety
    /// The last result must have been released.
    pub unsafe fn park(&self, elements: Vec<T>) -> i32 {
        let mut elements = core::mem::ManuallyDrop::new(elements);
        let image = List {
            ptr: elements.as_mut_ptr(),
            len: elements.len(),
        };
        let capacity = elements.capacity();
        let buffer = Buffer { image, capacity };
        unsafe { (*self.0.get()).write(buffer) as *mut Buffer<T> as i32 }
    }

    /// Buffers of one element are released in one way, wherever they are.
    ///
    /// # Safety
    /// `result` must be from `park`, and nobody may still be reading it. It is released only once.
    pub unsafe fn release(&self, result: i32) {
        unsafe {
            let Buffer { image, capacity } = (result as usize as *const Buffer<T>).read();
            drop(Vec::from_raw_parts(image.ptr, image.len, capacity))
        }
    }
}
