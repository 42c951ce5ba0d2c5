//! Piece of the generated run-time part: options that are lent for a call.

impl<T> Opt<T> {
    /// The option that this is the image of.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::None => None,
            Self::Some(value) => Some(value),
        }
    }
}
