//! Piece of the generated run-time part: buffers of a call.

/// Buffers that must live until the callee or the caller has read them: a chain, newest first.
pub struct Keep(*mut Kept);

struct Kept {
    before: *mut Kept,
    layout: core::alloc::Layout,
}

impl Keep {
    pub const fn new() -> Self {
        Self(core::ptr::null_mut())
    }

    /// A new buffer for `len` elements.
    fn array<T>(&mut self, len: usize) -> *mut T {
        let array = core::alloc::Layout::array::<T>(len);
        let both = array.and_then(|array| core::alloc::Layout::new::<Kept>().extend(array));
        let Ok((layout, offset)) = both else {
            out_of_memory()
        };
        // SAFETY: the layout is not empty, and `offset` is within it.
        unsafe {
            let kept = alloc::alloc::alloc(layout).cast::<Kept>();
            if kept.is_null() {
                out_of_memory()
            }
            kept.write(Kept {
                before: self.0,
                layout,
            });
            self.0 = kept;
            kept.byte_add(offset).cast()
        }
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        while !self.0.is_null() {
            // SAFETY: each was allocated by `array` with the layout it notes.
            unsafe {
                let Kept { before, layout } = self.0.read();
                alloc::alloc::dealloc(self.0.cast(), layout);
                self.0 = before;
            }
        }
    }
}
