//! Piece of the generated run-time part: errors with a message for people.

imports! {
    mod error_context_imports = "$root";
    fn new = "[error-context-new-utf8]"(i32, i32) -> i32;
    fn debug_message = "[error-context-debug-message-utf8]"(i32, i32);
    fn drop = "[error-context-drop]"(i32);
}

/// An error, of which no more can be known than a message for whoever debugs.
#[derive(PartialEq, Eq)]
pub struct ErrorContext {
    handle: u32,
}

impl ErrorContext {
    pub fn new(debug_message: &str) -> Self {
        let (ptr, len) = (debug_message.as_ptr(), debug_message.len());
        // SAFETY: the text outlives the call.
        let handle = unsafe { error_context_imports::new(ptr as i32, len as i32) };
        Self {
            handle: handle as u32,
        }
    }

    /// # Safety
    /// The handle must be that of an error context, which nobody else owns.
    #[doc(hidden)]
    pub unsafe fn _from_handle(handle: u32) -> Self {
        Self { handle }
    }

    /// Giving an error context away leaves it with the giver too.
    #[doc(hidden)]
    pub fn _handle(&self) -> u32 {
        self.handle
    }

    /// The message, which the engine may have shortened.
    pub fn debug_message(&self) -> String {
        let mut area = core::mem::MaybeUninit::<Str>::uninit();
        // SAFETY: the engine fills the return area.
        unsafe {
            error_context_imports::debug_message(self.handle as i32, area.as_mut_ptr() as i32);
            area.assume_init().lift()
        }
    }
}

impl Drop for ErrorContext {
    fn drop(&mut self) {
        // SAFETY: the handle is ours, and nothing can use it after this.
        unsafe { error_context_imports::drop(self.handle as i32) }
    }
}

impl core::fmt::Debug for ErrorContext {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("ErrorContext")
            .field(&self.debug_message())
            .finish()
    }
}

impl core::fmt::Display for ErrorContext {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.debug_message())
    }
}

impl core::error::Error for ErrorContext {}
