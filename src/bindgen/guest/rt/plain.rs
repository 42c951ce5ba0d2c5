//! Piece of the generated run-time part: lists of tuples, which Rust may lay out as their images.

/// # Safety
/// Takes over the elements, in a buffer of exactly that size. `plain` only if an `R` is laid out as a `T`.
pub unsafe fn lift_plain<T: Copy, R: Copy>(
    list: List<T>,
    plain: bool,
    lift: impl Fn(T) -> R,
) -> Vec<R> {
    if !plain {
        return unsafe { list.lift(lift) };
    }
    let (ptr, len) = (list.ptr.cast(), list.len);
    unsafe { List { ptr, len }.adopt() }
}

/// The elements stay where they are if they are `plain`: laid out as their images.
pub fn lower_plain<S, T>(
    source: &[S],
    plain: bool,
    keep: &mut Keep,
    lower: impl Fn(&S, &mut Keep) -> T,
) -> List<T> {
    if !plain {
        return List::lower(source, keep, lower);
    }
    let List { ptr, len } = List::view(source);
    let ptr = ptr.cast();
    List { ptr, len }
}
