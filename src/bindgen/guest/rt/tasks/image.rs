//! Piece of the generated run-time part: payloads that are not their own image.

/// How the image of a `T` is made and read, where a `T` is not its own.
pub struct Image<T> {
    pub layout: core::alloc::Layout,
    /// Writes the image, which points into the value and into buffers of `keep`.
    pub lower: unsafe fn(&T, *mut u8, &mut Keep),
    /// Takes over what the image points to.
    pub lift: unsafe fn(*mut u8) -> T,
    /// Values own handles, which lowering takes.
    pub gives: bool,
}

/// Images side by side in memory of their own.
struct Images {
    ptr: *mut u8,
    layout: core::alloc::Layout,
    keep: Keep,
}

impl Images {
    fn new(element: core::alloc::Layout, len: usize) -> Self {
        let size = element.size().checked_mul(len);
        let layout = size
            .and_then(|size| core::alloc::Layout::from_size_align(size, element.align()).ok());
        let Some(layout) = layout else {
            out_of_memory()
        };
        let ptr = if layout.size() == 0 {
            layout.align() as *mut u8
        } else {
            // SAFETY: the layout is not empty.
            unsafe { alloc::alloc::alloc(layout) }
        };
        if ptr.is_null() {
            out_of_memory()
        }
        Self {
            ptr,
            layout,
            keep: Keep::new(),
        }
    }

    /// The images of `values`.
    fn of<T>(image: &Image<T>, values: &[T]) -> Self {
        let mut images = Self::new(image.layout, values.len());
        for (index, value) in values.iter().enumerate() {
            let at = images.at(image, index);
            // SAFETY: there is room for as many as there are values.
            unsafe { (image.lower)(value, at, &mut images.keep) }
        }
        images
    }

    fn at<T>(&self, image: &Image<T>, index: usize) -> *mut u8 {
        self.ptr.wrapping_add(index * image.layout.size())
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        if self.layout.size() != 0 {
            // SAFETY: it was allocated so.
            unsafe { alloc::alloc::dealloc(self.ptr, self.layout) }
        }
    }
}

impl<T> Image<T> {
    /// `values` were lowered and not received: their handles are their own again.
    fn recall(&self, values: &[T]) {
        if self.gives {
            recall(|| drop(Images::of(self, values)));
        }
    }
}
