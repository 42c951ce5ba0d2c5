//! Piece of the generated run-time part: what is seen of a list that is lent.

impl<T> List<T> {
    /// # Safety
    /// The elements must be there for as long as `'a`.
    unsafe fn lend<'a>(self) -> &'a [T] {
        if self.len == 0 {
            return &[];
        }
        unsafe { core::slice::from_raw_parts(self.ptr, self.len) }
    }
}
