//! Piece of the generated run-time part: what every struct with a handle can do.

/// `Blob(from_handle, take_handle, handle) drops drop__blob`: the names are the WIT's own where it has such functions.
macro_rules! handle {
    ($resource:ident($from:ident, $take:ident, $get:ident) drops $drop:path) => {
        #[allow(dead_code)]
        impl $resource {
            /// # Safety
            /// `handle` must be the index of a handle to this resource that nobody else owns.
            #[doc(hidden)]
            pub unsafe fn $from(handle: u32) -> Self {
                Self {
                    _handle: _rt::Handle::new(handle),
                }
            }

            /// The handle, which is no longer ours.
            #[doc(hidden)]
            pub fn $take(&self) -> u32 {
                self._handle.take()
            }

            /// The handle.
            #[doc(hidden)]
            pub fn $get(&self) -> u32 {
                self._handle.get()
            }
        }

        impl ::core::ops::Drop for $resource {
            fn drop(&mut self) {
                if let ::core::option::Option::Some(handle) = self._handle.owned() {
                    // SAFETY: the handle is ours, and nothing can use it after this.
                    unsafe { $drop(handle as i32) }
                }
            }
        }
    };
}
pub(crate) use handle;
