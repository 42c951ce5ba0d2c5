//! Piece of the generated run-time part: results that are lent for a call.

impl<T, E> Res<T, E> {
    /// The result that this is the image of.
    pub fn get(&self) -> Result<&T, &E> {
        match self {
            Self::Ok(value) => Ok(value),
            Self::Err(error) => Err(error),
        }
    }
}
