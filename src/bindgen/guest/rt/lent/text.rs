//! Piece of the generated run-time part: strings that are lent for a call.

/// A string that stays where the caller put it.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Text<'a> {
    text: Str,
    lent: core::marker::PhantomData<&'a str>,
}

impl<'a> Text<'a> {
    /// # Safety
    /// The bytes must be UTF-8, and there for as long as `'a`.
    pub unsafe fn from_flat(ptr: i32, len: i32) -> Self {
        Self {
            text: Str::from_flat(ptr, len),
            lent: core::marker::PhantomData,
        }
    }

    /// The string.
    pub fn get(self) -> &'a str {
        // SAFETY: whoever made this vouched for it.
        unsafe { core::str::from_utf8_unchecked(self.text.0.lend()) }
    }
}

impl core::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.get()
    }
}

impl core::fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self.get(), f)
    }
}

impl core::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self.get(), f)
    }
}
