//! Piece of the generated run-time part: lists of tuples that are given away.

/// The images of the elements: they themselves, if they are `plain`, laid out as their images.
///
/// # Safety
/// `plain` only if an `S` is laid out as a `T`.
pub unsafe fn give_plain<S, T>(source: Vec<S>, plain: bool, lower: impl Fn(&S) -> T) -> Vec<T> {
    if !plain {
        return source.iter().map(lower).collect();
    }
    let mut source = core::mem::ManuallyDrop::new(source);
    let (len, capacity) = (source.len(), source.capacity());
    unsafe { Vec::from_raw_parts(source.as_mut_ptr().cast(), len, capacity) }
}
