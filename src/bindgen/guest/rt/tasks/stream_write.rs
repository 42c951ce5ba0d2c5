//! Piece of the generated run-time part: writing to streams.

/// The writable end of a stream.
pub struct StreamWriter<T: 'static> {
    handle: i32,
    vtable: &'static StreamVtable<T>,
    /// The other end is gone.
    done: bool,
}

impl<T> StreamWriter<T> {
    /// The index of its handle.
    pub fn handle(&self) -> u32 {
        self.handle as u32
    }

    /// Writes as many of `values` as the other end takes; what it does not take is in the buffer that comes back.
    pub fn write(&mut self, values: alloc::vec::Vec<T>) -> StreamWrite<'_, T> {
        let buffer = AbiBuffer::new(values, self.vtable);
        self.write_buf(buffer)
    }

    /// The same for what has been written in part.
    pub fn write_buf(&mut self, values: AbiBuffer<T>) -> StreamWrite<'_, T> {
        StreamWrite {
            writer: self,
            buffer: Some(values),
            transfer: Transfer::new(),
            _pinned: core::marker::PhantomPinned,
        }
    }

    /// Writes all of `values`, and returns what is left of them when the other end goes away.
    pub async fn write_all(&mut self, values: alloc::vec::Vec<T>) -> alloc::vec::Vec<T> {
        let (mut result, mut buffer) = self.write(values).await;
        while result != StreamResult::Dropped && buffer.remaining() > 0 {
            (result, buffer) = self.write_buf(buffer).await;
        }
        buffer.into_vec()
    }

    /// Writes one value, which comes back if the other end is gone.
    pub async fn write_one(&mut self, value: T) -> Option<T> {
        self.write_all(alloc::vec![value]).await.pop()
    }
}

impl<T> core::fmt::Debug for StreamWriter<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("StreamWriter").field(&self.handle).finish()
    }
}

impl<T> Drop for StreamWriter<T> {
    fn drop(&mut self) {
        // SAFETY: the handle is ours, and nothing can use it after this.
        unsafe { (self.vtable.drop_writable)(self.handle) }
    }
}

/// Values that are being written, and how far that has come.
pub struct AbiBuffer<T: 'static> {
    values: alloc::vec::Vec<T>,
    /// The images of all, where they are not their own.
    images: Option<Images>,
    written: usize,
    vtable: &'static StreamVtable<T>,
}

// SAFETY: a component has one thread.
unsafe impl<T: Send> Send for AbiBuffer<T> {}

impl<T> AbiBuffer<T> {
    fn new(values: alloc::vec::Vec<T>, vtable: &'static StreamVtable<T>) -> Self {
        let images = vtable
            .image
            .as_ref()
            .map(|image| Images::of(image, &values));
        Self {
            values,
            images,
            written: 0,
            vtable,
        }
    }

    /// How many values have not been written.
    pub fn remaining(&self) -> usize {
        self.values.len() - self.written
    }

    /// The values that have not been written.
    pub fn into_vec(mut self) -> alloc::vec::Vec<T> {
        self.take()
    }

    /// The image of the next value.
    fn next(&self) -> *const u8 {
        match (&self.vtable.image, &self.images) {
            (Some(image), Some(images)) => images.at(image, self.written),
            _ => self.values.as_ptr().wrapping_add(self.written).cast(),
        }
    }

    fn take(&mut self) -> alloc::vec::Vec<T> {
        let mut values = core::mem::take(&mut self.values);
        values.drain(..self.written);
        self.written = 0;
        if let (Some(image), Some(_)) = (&self.vtable.image, self.images.take()) {
            image.recall(&values);
        }
        values
    }
}

impl<T> Drop for AbiBuffer<T> {
    fn drop(&mut self) {
        self.take();
    }
}

/// A write to a stream. Dropped before its end it is cancelled, and its values are lost.
pub struct StreamWrite<'a, T: 'static> {
    writer: &'a mut StreamWriter<T>,
    /// There until the write is over.
    buffer: Option<AbiBuffer<T>>,
    transfer: Transfer,
    _pinned: core::marker::PhantomPinned,
}

impl<T> StreamWrite<'_, T> {
    /// Starts to write, and returns the code.
    fn start(&mut self) -> i32 {
        match &self.buffer {
            Some(buffer) if !self.writer.done => {
                let len = buffer.remaining().min(MAX_TRANSFER);
                let (write, ptr) = (self.writer.vtable.write, buffer.next());
                // SAFETY: there are `len` images, and they stay where they are until the write is over.
                unsafe { write(self.writer.handle, ptr as i32, len as i32) }
            }
            _ => Moved::DROPPED as i32,
        }
    }

    /// What has become of the write.
    fn finish(&mut self, moved: Moved) -> (StreamResult, AbiBuffer<T>) {
        let Some(mut buffer) = self.buffer.take() else {
            polled_again()
        };
        buffer.written += moved.count;
        (StreamResult::of(moved, &mut self.writer.done), buffer)
    }

    fn stop(&mut self) -> (StreamResult, AbiBuffer<T>) {
        let (handle, cancel) = (self.writer.handle, self.writer.vtable.cancel_write);
        // SAFETY: a write has been started, and is not waited for any more.
        let moved = self.transfer.cancel(|| unsafe { cancel(handle) });
        self.finish(moved.unwrap_or(Moved {
            how: Moved::CANCELLED,
            count: 0,
        }))
    }

    /// Ends the write now. Some values may have been written all the same.
    ///
    /// # Panics
    /// If the write is over.
    pub fn cancel(self: core::pin::Pin<&mut Self>) -> (StreamResult, AbiBuffer<T>) {
        // SAFETY: nothing that is waited for is moved.
        unsafe { self.get_unchecked_mut() }.stop()
    }
}

impl<T> Future for StreamWrite<'_, T> {
    type Output = (StreamResult, AbiBuffer<T>);

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
        // SAFETY: it is pinned with this, and left when it is dropped.
        let moved = unsafe { write.transfer.poll(write.writer.handle as u32, cx) };
        moved.map(|moved| write.finish(moved))
    }
}

impl<T> Drop for StreamWrite<'_, T> {
    fn drop(&mut self) {
        if self.transfer.stage != Stage::Over {
            self.stop();
        }
    }
}
