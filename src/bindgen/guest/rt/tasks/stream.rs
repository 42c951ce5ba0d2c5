//! Piece of the generated run-time part: streams, and reading from them.

/// What a stream's ends need to know of its payload.
pub struct StreamVtable<T> {
    /// `None` where a `T` is its own image.
    pub image: Option<Image<T>>,
    pub new: unsafe extern "C" fn() -> i64,
    pub read: unsafe extern "C" fn(i32, i32, i32) -> i32,
    pub write: unsafe extern "C" fn(i32, i32, i32) -> i32,
    pub cancel_read: unsafe extern "C" fn(i32) -> i32,
    pub cancel_write: unsafe extern "C" fn(i32) -> i32,
    pub drop_readable: unsafe extern "C" fn(i32),
    pub drop_writable: unsafe extern "C" fn(i32),
}

/// No read or write may be of more.
const MAX_TRANSFER: usize = (1 << 28) - 1;

/// # Safety
/// The functions of `vtable` must be the intrinsics of streams of `T`.
pub unsafe fn stream_new<T>(
    vtable: &'static StreamVtable<T>,
) -> (StreamWriter<T>, StreamReader<T>) {
    unsafe {
        let ends = (vtable.new)();
        let writer = StreamWriter {
            handle: (ends >> 32) as i32,
            vtable,
            done: false,
        };
        (writer, StreamReader::new(ends as u32, vtable))
    }
}

/// How a read or a write of a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamResult {
    /// That many values were moved.
    Complete(usize),
    /// None were, and none will: the other end is gone.
    Dropped,
    /// None were, since it was cancelled.
    Cancelled,
}

impl StreamResult {
    fn of(moved: Moved, done: &mut bool) -> Self {
        *done |= moved.how == Moved::DROPPED;
        match moved {
            Moved {
                how: Moved::DROPPED,
                count: 0,
            } => Self::Dropped,
            Moved {
                how: Moved::CANCELLED,
                count: 0,
            } => Self::Cancelled,
            Moved { count, .. } => Self::Complete(count),
        }
    }
}

/// The readable end of a stream.
pub struct StreamReader<T: 'static> {
    handle: Handle,
    vtable: &'static StreamVtable<T>,
    /// The other end is gone.
    done: bool,
}

impl<T> StreamReader<T> {
    /// # Safety
    /// The handle must be that of a readable end, which nobody else owns, and `vtable` that of its stream.
    #[doc(hidden)]
    pub unsafe fn new(handle: u32, vtable: &'static StreamVtable<T>) -> Self {
        Self {
            handle: Handle::new(handle),
            vtable,
            done: false,
        }
    }

    #[doc(hidden)]
    pub fn _take_handle(&self) -> u32 {
        self.handle.take()
    }

    /// The index of its handle.
    pub fn handle(&self) -> u32 {
        self.handle.get()
    }

    /// Reads as many values as there are, one at least, into what room `buffer` has left.
    pub fn read(&mut self, buffer: alloc::vec::Vec<T>) -> StreamRead<'_, T> {
        self.read_some(buffer, MAX_TRANSFER)
    }

    fn read_some(&mut self, buffer: alloc::vec::Vec<T>, most: usize) -> StreamRead<'_, T> {
        StreamRead {
            reader: self,
            buffer,
            most,
            images: None,
            transfer: Transfer::new(),
            _pinned: core::marker::PhantomPinned,
        }
    }

    /// Reads one value; `None` once there are no more.
    pub async fn next(&mut self) -> Option<T> {
        let (_, mut buffer) = self.read_some(alloc::vec::Vec::with_capacity(1), 1).await;
        buffer.pop()
    }

    /// Reads all values until the other end is gone.
    pub async fn collect(mut self) -> alloc::vec::Vec<T> {
        let mut values = alloc::vec::Vec::new();
        loop {
            values.reserve(1);
            let (result, read) = self.read(values).await;
            values = read;
            if result == StreamResult::Dropped {
                return values;
            }
        }
    }
}

impl<T> core::fmt::Debug for StreamReader<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("StreamReader")
            .field(&self.handle.get())
            .finish()
    }
}

impl<T> Drop for StreamReader<T> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.owned() {
            // SAFETY: the handle is ours, and nothing can use it after this.
            unsafe { (self.vtable.drop_readable)(handle as i32) }
        }
    }
}

/// A read of a stream. Dropped before its end it is cancelled, and what it has read is lost.
pub struct StreamRead<'a, T: 'static> {
    reader: &'a mut StreamReader<T>,
    buffer: alloc::vec::Vec<T>,
    most: usize,
    /// What is read, where it is not read into the buffer itself.
    images: Option<Images>,
    transfer: Transfer,
    _pinned: core::marker::PhantomPinned,
}

// SAFETY: a component has one thread.
unsafe impl<T: Send> Send for StreamRead<'_, T> {}

impl<T> StreamRead<'_, T> {
    /// Starts to read, and returns the code.
    fn start(&mut self) -> i32 {
        if self.reader.done {
            return Moved::DROPPED as i32;
        }
        let room = self.buffer.spare_capacity_mut();
        // A buffer of what takes no memory has any room.
        let len = room.len().min(self.most);
        let ptr = match &self.reader.vtable.image {
            Some(image) => self.images.insert(Images::new(image.layout, len)).ptr,
            None => room.as_mut_ptr().cast(),
        };
        let handle = self.reader.handle.get() as i32;
        // SAFETY: there is room for `len` images, and it stays where it is until the read is over.
        unsafe { (self.reader.vtable.read)(handle, ptr as i32, len as i32) }
    }

    /// What the read has given.
    fn finish(&mut self, moved: Moved) -> (StreamResult, alloc::vec::Vec<T>) {
        let mut buffer = core::mem::take(&mut self.buffer);
        // SAFETY: that many images have been written.
        unsafe {
            match (&self.reader.vtable.image, self.images.take()) {
                (Some(image), Some(images)) => {
                    let lift = |index| (image.lift)(images.at(image, index));
                    buffer.extend((0..moved.count).map(lift));
                }
                _ => buffer.set_len(buffer.len() + moved.count),
            }
        }
        (StreamResult::of(moved, &mut self.reader.done), buffer)
    }

    fn stop(&mut self) -> (StreamResult, alloc::vec::Vec<T>) {
        let (handle, cancel) = (self.reader.handle.get(), self.reader.vtable.cancel_read);
        // SAFETY: a read has been started, and is not waited for any more.
        match self.transfer.cancel(|| unsafe { cancel(handle as i32) }) {
            Some(moved) => self.finish(moved),
            None => (StreamResult::Cancelled, core::mem::take(&mut self.buffer)),
        }
    }

    /// Ends the read now. It may have read something all the same.
    ///
    /// # Panics
    /// If the read is over.
    pub fn cancel(self: core::pin::Pin<&mut Self>) -> (StreamResult, alloc::vec::Vec<T>) {
        // SAFETY: nothing that is waited for is moved.
        unsafe { self.get_unchecked_mut() }.stop()
    }
}

impl<T> Future for StreamRead<'_, T> {
    type Output = (StreamResult, alloc::vec::Vec<T>);

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Self::Output> {
        // SAFETY: nothing that is waited for is moved.
        let read = unsafe { self.get_unchecked_mut() };
        if read.transfer.stage == Stage::Fresh {
            let code = read.start();
            read.transfer.begin(code);
        }
        // SAFETY: it is pinned with this, and left when it is dropped.
        let moved = unsafe { read.transfer.poll(read.reader.handle.get(), cx) };
        moved.map(|moved| read.finish(moved))
    }
}

impl<T> Drop for StreamRead<'_, T> {
    fn drop(&mut self) {
        if self.transfer.stage != Stage::Over {
            self.stop();
        }
    }
}
