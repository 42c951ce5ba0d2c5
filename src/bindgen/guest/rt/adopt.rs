//! Piece of the generated run-time part: lists that come from the engine.

impl<T: Copy> List<T> {
    /// # Safety
    /// Takes over the elements, in a buffer of exactly that size. An empty one is where `realloc` says: it dangles.
    pub unsafe fn adopt(self) -> Vec<T> {
        unsafe { Vec::from_raw_parts(self.ptr, self.len, self.len) }
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
