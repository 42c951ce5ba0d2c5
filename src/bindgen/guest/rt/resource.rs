//! Piece of the generated run-time part: what the component's own resources are made of.

/// What a resource is kept as: an option, for it can be taken out.
pub trait Resource: Sized + 'static {
    type Rep;
}

impl<T: 'static> Resource for T {
    type Rep = Option<T>;
}

/// The one type that a resource is made of.
pub struct Kind(core::cell::Cell<Option<core::any::TypeId>>);

// SAFETY: a component has one thread.
unsafe impl Sync for Kind {}

impl Kind {
    pub const fn new() -> Self {
        Self(core::cell::Cell::new(None))
    }

    pub fn check<T: 'static>(&self) {
        let kind = core::any::TypeId::of::<T>();
        let known = self.0.replace(Some(kind)).unwrap_or(kind);
        assert!(known == kind, "a resource is made of two types");
    }
}
