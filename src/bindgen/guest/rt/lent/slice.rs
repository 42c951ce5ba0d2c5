//! Piece of the generated run-time part: lists that are lent for a call.

/// A list that stays where the caller put it.
#[repr(C)]
pub struct Slice<'a, T> {
    list: List<T>,
    lent: core::marker::PhantomData<&'a [T]>,
}

impl<T> Clone for Slice<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slice<'_, T> {}

impl<'a, T> Slice<'a, T> {
    /// # Safety
    /// The elements must be there for as long as `'a`.
    pub unsafe fn from_flat(ptr: i32, len: i32) -> Self {
        Self {
            list: List::from_flat(ptr, len),
            lent: core::marker::PhantomData,
        }
    }

    /// The elements.
    pub fn get(self) -> &'a [T] {
        // SAFETY: whoever made this vouched for it.
        unsafe { self.list.lend() }
    }
}

impl<T> core::ops::Deref for Slice<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.get()
    }
}

impl<'a, T> IntoIterator for Slice<'a, T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.get().iter()
    }
}

impl<T: core::fmt::Debug> core::fmt::Debug for Slice<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self.get(), f)
    }
}
