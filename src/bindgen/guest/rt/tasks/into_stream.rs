//! Piece of the generated run-time part: a readable end as the `Stream` that other crates know.

impl<T> StreamReader<T> {
    /// Its values one by one, for what takes a `Stream`.
    pub fn into_stream(self) -> ReaderStream<T> {
        ReaderStream {
            reader: Some(self),
            reading: None,
            read: alloc::vec::Vec::new().into_iter(),
        }
    }
}

/// The values of a readable end.
pub struct ReaderStream<T: 'static> {
    /// The end, while nothing is read.
    reader: Option<StreamReader<T>>,
    reading: Option<Reading<T>>,
    /// What has been read already.
    read: alloc::vec::IntoIter<T>,
}

/// A read that owns the end, and gives it back.
type Reading<T> = core::pin::Pin<
    alloc::boxed::Box<dyn Future<Output = (StreamReader<T>, alloc::vec::Vec<T>)>>,
>;

// The values that it keeps are never pinned.
impl<T> Unpin for ReaderStream<T> {}

impl<T> StreamTrait for ReaderStream<T> {
    type Item = T;

    fn poll_next(
        mut self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Option<T>> {
        loop {
            if let Some(value) = self.read.next() {
                return core::task::Poll::Ready(Some(value));
            }
            if let Some(mut reader) = self.reader.take() {
                self.reading = Some(alloc::boxed::Box::pin(async move {
                    // A read is over as soon as there is something: room for more makes nobody wait.
                    let room = (4096 / core::mem::size_of::<T>().max(1)).max(1);
                    let (_, values) = reader.read(alloc::vec::Vec::with_capacity(room)).await;
                    (reader, values)
                }));
            }
            let Some(reading) = &mut self.reading else {
                return core::task::Poll::Ready(None);
            };
            let (reader, values) = core::task::ready!(reading.as_mut().poll(cx));
            self.reading = None;
            if values.is_empty() {
                return core::task::Poll::Ready(None);
            }
            self.read = values.into_iter();
            self.reader = Some(reader);
        }
    }
}
