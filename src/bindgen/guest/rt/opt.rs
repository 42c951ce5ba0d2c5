//! Piece of the generated run-time part: options.

/// The image of an option.
#[derive(Clone, Copy, Debug)]
#[repr(C, u8)]
pub enum Opt<T> {
    None,
    Some(T),
}

impl<T> Opt<T> {
    pub fn lift<R>(self, some: impl FnOnce(T) -> R) -> Option<R> {
        match self {
            Self::None => None,
            Self::Some(value) => Some(some(value)),
        }
    }
}
