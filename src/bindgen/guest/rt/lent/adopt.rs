//! Piece of the generated run-time part: lists that come from the engine, where arguments are lent.

impl<T: Copy> List<T> {
    /// # Safety
    /// Takes over the elements, in a buffer of exactly that size, or copies what is lent for a call.
    pub unsafe fn adopt(self) -> Vec<T> {
        if self.len == 0 {
            return Vec::new();
        }
        unsafe {
            if Call::lends(self.ptr as usize) {
                core::slice::from_raw_parts(self.ptr, self.len).to_vec()
            } else {
                Vec::from_raw_parts(self.ptr, self.len, self.len)
            }
        }
    }

    /// # Safety
    /// Takes over the elements, in a buffer of exactly that size, and what they point to.
    pub unsafe fn lift<R>(self, lift: impl Fn(T) -> R) -> Vec<R> {
        unsafe { self.adopt().into_iter().map(lift).collect() }
    }

    /// # Safety
    /// As `lift`; the loop is the same wherever such elements are lifted.
    pub unsafe fn lift_each<R>(self, lift: unsafe fn(T) -> R) -> Vec<R> {
        unsafe { self.lift(|item| lift(item)) }
    }
}
