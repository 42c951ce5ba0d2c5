//! Piece of the generated run-time part: resources lent to an export.

/// Resources that a caller lends for the length of a call: a chain, newest first.
pub struct Lent(core::cell::Cell<Option<Loan>>);

struct Loan {
    held: *mut (),
    end: unsafe fn(*mut ()) -> Option<Loan>,
}

struct Held<T> {
    resource: T,
    before: Option<Loan>,
}

impl Lent {
    pub const fn new() -> Self {
        Self(core::cell::Cell::new(None))
    }

    /// Holds a resource until the call is over, when its handle is given back.
    pub fn lend<T>(&self, resource: T) -> &T {
        let before = self.0.take();
        let held = Box::into_raw(Box::new(Held { resource, before }));
        self.0.set(Some(Loan {
            held: held.cast(),
            end: end::<T>,
        }));
        // SAFETY: it stays where it is until `self` is dropped.
        unsafe { &(*held).resource }
    }
}

/// # Safety
/// `held` must be from `lend`, of the same type.
unsafe fn end<T>(held: *mut ()) -> Option<Loan> {
    let held = unsafe { Box::from_raw(held.cast::<Held<T>>()) };
    held.before
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(Loan { held, end }) = next {
            // SAFETY: `lend` has put the two together.
            next = unsafe { end(held) };
        }
    }
}
