//! Piece of the generated run-time part: strings.

/// The image of a string: where its bytes are, and how many.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Str(List<u8>);

impl Str {
    pub fn from_flat(ptr: i32, len: i32) -> Self {
        Self(List::from_flat(ptr, len))
    }

    /// The bytes stay where they are, and must while the image is read.
    pub fn lower(text: &str) -> Self {
        Self(List::view(text.as_bytes()))
    }

    /// As an element of a list.
    pub fn lower_each<S: AsRef<str>>(text: &S, _: &mut Keep) -> Self {
        Self::lower(text.as_ref())
    }

    /// # Safety
    /// Takes over the bytes, which must be UTF-8 in a buffer of exactly that size.
    pub unsafe fn lift(self) -> String {
        unsafe {
            let bytes = self.0.adopt();
            debug_assert!(core::str::from_utf8(&bytes).is_ok());
            String::from_utf8_unchecked(bytes)
        }
    }
}
