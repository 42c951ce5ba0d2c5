//! Piece of the generated run-time part: writing to futures.

/// The writable end of a future. Dropped without having been written to, it writes the default value.
pub struct FutureWriter<T: 'static>(
    /// There until it is written to.
    Option<WritableEnd<T>>,
);

impl<T> FutureWriter<T> {
    /// Writes `value`, which comes back if the other end is gone.
    pub fn write(mut self, value: T) -> FutureWrite<T> {
        let end = self.0.take();
        FutureWrite {
            both: end.map(|end| (end, value)),
            images: None,
            transfer: Transfer::new(),
            _pinned: core::marker::PhantomPinned,
        }
    }
}

impl<T> core::fmt::Debug for FutureWriter<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let handle = self.0.as_ref().map(|end| end.handle);
        f.debug_tuple("FutureWriter").field(&handle).finish()
    }
}

impl<T> Drop for FutureWriter<T> {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            let value = (end.default)();
            let write = FutureWriter(Some(end)).write(value);
            // The other end waits for a value: the task stays until it is there.
            spawn_job(alloc::boxed::Box::new(async {
                let _ = write.await;
            }));
        }
    }
}

struct WritableEnd<T: 'static> {
    handle: i32,
    vtable: &'static FutureVtable<T>,
    default: fn() -> T,
}

impl<T> Drop for WritableEnd<T> {
    fn drop(&mut self) {
        // SAFETY: the handle is ours, and nothing can use it after this.
        unsafe { (self.vtable.drop_writable)(self.handle) }
    }
}

/// A write to a future. Dropped before its end it is cancelled, and the default value is written.
pub struct FutureWrite<T: 'static> {
    /// There until the write is over.
    both: Option<(WritableEnd<T>, T)>,
    /// The image of the value, where it is not its own.
    images: Option<Images>,
    transfer: Transfer,
    _pinned: core::marker::PhantomPinned,
}

// SAFETY: a component has one thread.
unsafe impl<T: Send> Send for FutureWrite<T> {}

impl<T> FutureWrite<T> {
    /// Starts to write, and returns the code.
    fn start(&mut self) -> i32 {
        let Some((end, value)) = &self.both else {
            polled_again()
        };
        let ptr: *const u8 = match &end.vtable.image {
            Some(image) => {
                self.images
                    .insert(Images::of(image, core::slice::from_ref(value)))
                    .ptr
            }
            None => core::ptr::from_ref(value).cast(),
        };
        // SAFETY: the image stays where it is until the write is over.
        unsafe { (end.vtable.write)(end.handle, ptr as i32) }
    }

    /// What has become of the write.
    fn finish(&mut self, moved: Moved) -> FutureWriteCancel<T> {
        let Some((end, value)) = self.both.take() else {
            polled_again()
        };
        let sent = moved.how != Moved::DROPPED && moved.how != Moved::CANCELLED;
        match (&end.vtable.image, self.images.take()) {
            (Some(image), Some(_)) if !sent => image.recall(core::slice::from_ref(&value)),
            _ => {}
        }
        match moved.how {
            Moved::DROPPED => FutureWriteCancel::Dropped(value),
            Moved::CANCELLED => FutureWriteCancel::Cancelled(value, FutureWriter(Some(end))),
            _ => FutureWriteCancel::AlreadySent,
        }
    }

    fn stop(&mut self) -> FutureWriteCancel<T> {
        let Some((end, _)) = &self.both else {
            polled_again()
        };
        let (handle, cancel) = (end.handle, end.vtable.cancel_write);
        // SAFETY: a write has been started, and is not waited for any more.
        let moved = self.transfer.cancel(|| unsafe { cancel(handle) });
        self.finish(moved.unwrap_or(Moved {
            how: Moved::CANCELLED,
            count: 0,
        }))
    }

    /// Ends the write now.
    ///
    /// # Panics
    /// If the write is over.
    pub fn cancel(self: core::pin::Pin<&mut Self>) -> FutureWriteCancel<T> {
        // SAFETY: nothing that is waited for is moved.
        unsafe { self.get_unchecked_mut() }.stop()
    }
}

impl<T> Future for FutureWrite<T> {
    type Output = Result<(), FutureWriteError<T>>;

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Self::Output> {
        // SAFETY: nothing that is waited for is moved.
        let write = unsafe { self.get_unchecked_mut() };
        if write.transfer.stage == Stage::Fresh {
            let code = write.start();
            write.transfer.begin(code);
        }
        let waitable = write.both.as_ref().map_or(0, |(end, _)| end.handle as u32);
        // SAFETY: it is pinned with this, and left when it is dropped.
        let moved = unsafe { write.transfer.poll(waitable, cx) };
        moved.map(|moved| match write.finish(moved) {
            FutureWriteCancel::AlreadySent => Ok(()),
            FutureWriteCancel::Dropped(value) | FutureWriteCancel::Cancelled(value, _) => {
                Err(FutureWriteError { value })
            }
        })
    }
}

impl<T> Drop for FutureWrite<T> {
    fn drop(&mut self) {
        if self.transfer.stage != Stage::Over {
            drop(self.stop());
        }
    }
}

/// How a cancelled write ended.
#[derive(Debug)]
pub enum FutureWriteCancel<T: 'static> {
    /// The value had been sent.
    AlreadySent,
    /// The other end is gone.
    Dropped(T),
    /// It was not sent; the end can be written to again.
    Cancelled(T, FutureWriter<T>),
}

/// The other end was gone before the value could be sent.
pub struct FutureWriteError<T> {
    pub value: T,
}

impl<T> core::fmt::Debug for FutureWriteError<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FutureWriteError")
    }
}

impl<T> core::fmt::Display for FutureWriteError<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the readable end is gone")
    }
}

impl<T> core::error::Error for FutureWriteError<T> {}
