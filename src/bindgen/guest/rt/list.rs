//! Piece of the generated run-time part: lists.

/// The image of a list: where its elements are, and how many.
#[repr(C)]
pub struct List<T> {
    ptr: *mut T,
    len: usize,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> List<T> {
    pub fn from_flat(ptr: i32, len: i32) -> Self {
        Self {
            ptr: ptr as usize as *mut T,
            len: len as usize,
        }
    }

    pub fn ptr(&self) -> i32 {
        self.ptr as i32
    }

    pub fn len(&self) -> i32 {
        self.len as i32
    }

    /// The elements stay where they are, and must while the image is read.
    pub fn view(elements: &[T]) -> Self {
        Self {
            ptr: elements.as_ptr() as *mut T,
            len: elements.len(),
        }
    }

    /// Lowers each element into a buffer that `keep` holds.
    pub fn lower<S>(source: &[S], keep: &mut Keep, lower: impl Fn(&S, &mut Keep) -> T) -> Self {
        let ptr = keep.array::<T>(source.len());
        for (index, element) in source.iter().enumerate() {
            let image = lower(element, keep);
            // SAFETY: the buffer has room for as many elements as `source` has.
            unsafe { ptr.add(index).write(image) }
        }
        Self {
            ptr,
            len: source.len(),
        }
    }
}
