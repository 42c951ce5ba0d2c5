//! Piece of the generated run-time part: results.

/// The image of a result.
#[derive(Clone, Copy, Debug)]
#[repr(C, u8)]
pub enum Res<T, E> {
    Ok(T),
    Err(E),
}

impl<T, E> Res<T, E> {
    pub fn lift<R, F>(self, ok: impl FnOnce(T) -> R, err: impl FnOnce(E) -> F) -> Result<R, F> {
        match self {
            Self::Ok(value) => Ok(ok(value)),
            Self::Err(error) => Err(err(error)),
        }
    }
}
