//! Piece of the generated run-time part: futures of other components, and reading from them.

/// What a future's ends need to know of its payload.
pub struct FutureVtable<T> {
    /// `None` where a `T` is its own image.
    pub image: Option<Image<T>>,
    pub new: unsafe extern "C" fn() -> i64,
    pub read: unsafe extern "C" fn(i32, i32) -> i32,
    pub write: unsafe extern "C" fn(i32, i32) -> i32,
    pub cancel_read: unsafe extern "C" fn(i32) -> i32,
    pub cancel_write: unsafe extern "C" fn(i32) -> i32,
    pub drop_readable: unsafe extern "C" fn(i32),
    pub drop_writable: unsafe extern "C" fn(i32),
}

/// # Safety
/// The functions of `vtable` must be the intrinsics of futures of `T`.
pub unsafe fn future_new<T>(
    default: fn() -> T,
    vtable: &'static FutureVtable<T>,
) -> (FutureWriter<T>, FutureReader<T>) {
    unsafe {
        let ends = (vtable.new)();
        let end = WritableEnd {
            handle: (ends >> 32) as i32,
            vtable,
            default,
        };
        (
            FutureWriter(Some(end)),
            FutureReader::new(ends as u32, vtable),
        )
    }
}

/// The readable end of a future: awaited, it gives the value.
pub struct FutureReader<T: 'static> {
    handle: Handle,
    vtable: &'static FutureVtable<T>,
}

impl<T> FutureReader<T> {
    /// # Safety
    /// The handle must be that of a readable end, which nobody else owns, and `vtable` that of its future.
    #[doc(hidden)]
    pub unsafe fn new(handle: u32, vtable: &'static FutureVtable<T>) -> Self {
        Self {
            handle: Handle::new(handle),
            vtable,
        }
    }

    #[doc(hidden)]
    pub fn _take_handle(&self) -> u32 {
        self.handle.take()
    }
}

impl<T> core::fmt::Debug for FutureReader<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("FutureReader")
            .field(&self.handle.get())
            .finish()
    }
}

impl<T> Drop for FutureReader<T> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.owned() {
            // SAFETY: the handle is ours, and nothing can use it after this.
            unsafe { (self.vtable.drop_readable)(handle as i32) }
        }
    }
}

impl<T> core::future::IntoFuture for FutureReader<T> {
    type Output = T;
    type IntoFuture = FutureRead<T>;

    fn into_future(self) -> FutureRead<T> {
        FutureRead {
            reader: Some(self),
            value: core::mem::MaybeUninit::uninit(),
            images: None,
            transfer: Transfer::new(),
            _pinned: core::marker::PhantomPinned,
        }
    }
}

/// A read of a future. Dropped before its end it is cancelled.
pub struct FutureRead<T: 'static> {
    /// There until the read is over.
    reader: Option<FutureReader<T>>,
    value: core::mem::MaybeUninit<T>,
    /// What is read, where it is not read into the value itself.
    images: Option<Images>,
    transfer: Transfer,
    _pinned: core::marker::PhantomPinned,
}

// SAFETY: a component has one thread.
unsafe impl<T: Send> Send for FutureRead<T> {}

impl<T> FutureRead<T> {
    /// Starts to read, and returns the code.
    fn start(&mut self) -> i32 {
        let Some(reader) = &self.reader else {
            polled_again()
        };
        let ptr = match &reader.vtable.image {
            Some(image) => self.images.insert(Images::new(image.layout, 1)).ptr,
            None => self.value.as_mut_ptr().cast(),
        };
        // SAFETY: there is room for the image, and it stays where it is until the read is over.
        unsafe { (reader.vtable.read)(reader.handle.get() as i32, ptr as i32) }
    }

    /// What the read has given: the value, or the end as it was.
    fn finish(&mut self, moved: Moved) -> Result<T, FutureReader<T>> {
        let Some(reader) = self.reader.take() else {
            polled_again()
        };
        if moved.how == Moved::CANCELLED {
            return Err(reader);
        }
        // SAFETY: the image has been written.
        Ok(unsafe {
            match (&reader.vtable.image, self.images.take()) {
                (Some(image), Some(images)) => (image.lift)(images.ptr),
                _ => self.value.assume_init_read(),
            }
        })
    }

    fn stop(&mut self) -> Result<T, FutureReader<T>> {
        let Some(reader) = &self.reader else {
            polled_again()
        };
        let (handle, cancel) = (reader.handle.get(), reader.vtable.cancel_read);
        // SAFETY: a read has been started, and is not waited for any more.
        let moved = self.transfer.cancel(|| unsafe { cancel(handle as i32) });
        self.finish(moved.unwrap_or(Moved {
            how: Moved::CANCELLED,
            count: 0,
        }))
    }

    /// Ends the read now: with the value, if it has come all the same, or else with the end, to read from it later.
    ///
    /// # Panics
    /// If the read is over.
    pub fn cancel(self: core::pin::Pin<&mut Self>) -> Result<T, FutureReader<T>> {
        // SAFETY: nothing that is waited for is moved.
        unsafe { self.get_unchecked_mut() }.stop()
    }
}

impl<T> Future for FutureRead<T> {
    type Output = T;

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<T> {
        // SAFETY: nothing that is waited for is moved.
        let read = unsafe { self.get_unchecked_mut() };
        if read.transfer.stage == Stage::Fresh {
            let code = read.start();
            read.transfer.begin(code);
        }
        let waitable = read.reader.as_ref().map_or(0, |reader| reader.handle.get());
        // SAFETY: it is pinned with this, and left when it is dropped.
        let moved = unsafe { read.transfer.poll(waitable, cx) };
        moved.map(|moved| match read.finish(moved) {
            Ok(value) => value,
            // Only what is cancelled ends without a value, and is over then.
            Err(_) => polled_again(),
        })
    }
}

impl<T> Drop for FutureRead<T> {
    fn drop(&mut self) {
        if self.transfer.stage != Stage::Over {
            drop(self.stop());
        }
    }
}
