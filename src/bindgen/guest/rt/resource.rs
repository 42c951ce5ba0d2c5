//! Piece of the generated run-time part: what the component's own resources are made of.

/// What a resource is kept as: an option, for it can be taken out.
pub trait Resource: Sized + 'static {
    type Rep;
}

impl<T: 'static> Resource for T {
    type Rep = Option<T>;
}

/// The one type that a resource is made of.
pub struct Kind(core::cell::Cell<Option<core::any::TypeId>>);

// SAFETY: a component has one thread.
unsafe impl Sync for Kind {}

impl Kind {
    pub const fn new() -> Self {
        Self(core::cell::Cell::new(None))
    }

    pub fn check<T: 'static>(&self) {
        let kind = core::any::TypeId::of::<T>();
        let known = self.0.replace(Some(kind)).unwrap_or(kind);
        assert!(known == kind, "a resource is made of two types");
    }
}

/// How a guest makes a resource of a value of its own, and gets at the value.
macro_rules! resource {
    ($resource:ident, lent as $borrow:ident, made of $guest:ident) => {
        #[allow(dead_code)]
        impl $resource {
            /// Moves the value to the heap and makes a handle to it.
            pub fn new<T: $guest>(value: T) -> Self {
                // SAFETY: the value is moved to where the new handle says it is.
                unsafe {
                    let rep = T::resource_into_raw_(::core::option::Option::Some(value)).cast();
                    Self::_kept::<T>(rep);
                    Self::from_handle(T::_resource_new(rep))
                }
            }

            /// The value.
            pub fn get<T: $guest>(&self) -> &T {
                // SAFETY: the handle is ours, so what it stands for is there.
                unsafe { (*self._rep::<T>()).as_ref().unwrap() }
            }

            /// The value, to be changed.
            pub fn get_mut<T: $guest>(&mut self) -> &mut T {
                // SAFETY: the handle is ours, so what it stands for is there.
                unsafe { (*self._rep::<T>()).as_mut().unwrap() }
            }

            /// Takes the value out, and drops the handle.
            pub fn into_inner<T: $guest>(self) -> T {
                // SAFETY: the handle is ours, so what it stands for is there.
                unsafe { (*self._rep::<T>()).take().unwrap() }
            }

            /// Where the value is.
            fn _rep<T: $guest>(&self) -> *mut ::core::option::Option<T> {
                Self::_kept::<T>(T::_resource_rep(self.handle()))
            }

            /// Where a value is. If the resource is made of two types, this panics.
            fn _kept<T: $guest>(rep: *mut u8) -> *mut ::core::option::Option<T> {
                static KIND: _rt::Kind = _rt::Kind::new();
                KIND.check::<T>();
                rep.cast()
            }

            /// # Safety
            /// Only for the engine, when the last handle has been dropped.
            #[doc(hidden)]
            pub unsafe fn dtor<T: $guest>(rep: *mut u8) {
                unsafe { ::core::mem::drop(T::resource_from_raw_(Self::_kept::<T>(rep))) }
            }
        }

        #[allow(dead_code)]
        impl<'a> $borrow<'a> {
            /// The value.
            pub fn get<T: $guest>(&self) -> &'a T {
                // SAFETY: whoever lends it has the resource for as long as that.
                unsafe { (*$resource::_kept::<T>(self._rep)).as_ref().unwrap() }
            }

            /// # Safety
            /// `rep` must be what the engine has been given for a resource that lives for `'a`.
            #[doc(hidden)]
            pub unsafe fn lift(rep: usize) -> Self {
                Self {
                    _rep: rep as *mut u8,
                    _of: ::core::marker::PhantomData,
                }
            }
        }
    };
}
pub(crate) use resource;

/// What a guest may do in its own way: where its values are, and how handles to them are made.
macro_rules! kept {
    ($new:path, $rep:path) => {
        /// Puts the value where its address is what the engine is given for the resource.
        ///
        /// # Safety
        /// What is put there must come back from `resource_from_raw_`.
        #[doc(hidden)]
        unsafe fn resource_into_raw_(value: Self::Rep) -> *mut Self::Rep {
            _rt::Box::into_raw(_rt::Box::new(value))
        }

        /// Takes the value back.
        ///
        /// # Safety
        /// `raw` must be from `resource_into_raw_`, and is not to be used again.
        #[doc(hidden)]
        unsafe fn resource_from_raw_(raw: *mut Self::Rep) -> Self::Rep {
            unsafe { *_rt::Box::from_raw(raw) }
        }

        /// # Safety
        /// `rep` must be from `resource_into_raw_`.
        #[doc(hidden)]
        unsafe fn _resource_new(rep: *mut u8) -> u32 {
            unsafe { $new(rep) }
        }

        #[doc(hidden)]
        fn _resource_rep(handle: u32) -> *mut u8 {
            // SAFETY: the engine knows which handles there are.
            unsafe { $rep(handle) }
        }
    };
}
pub(crate) use kept;
