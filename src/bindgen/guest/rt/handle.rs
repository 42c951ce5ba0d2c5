//! Piece of the generated run-time part: handles.

/// A handle that is given away at most once.
#[derive(Debug)]
pub struct Handle(core::sync::atomic::AtomicU32);

impl Handle {
    /// No table of handles gets that long.
    const GIVEN_AWAY: u32 = u32::MAX;

    pub fn new(handle: u32) -> Self {
        Self(handle.into())
    }

    pub fn get(&self) -> u32 {
        self.0.load(core::sync::atomic::Ordering::Relaxed)
    }

    pub fn take(&self) -> u32 {
        self.0
            .swap(Self::GIVEN_AWAY, core::sync::atomic::Ordering::Relaxed)
    }

    pub fn owned(&self) -> Option<u32> {
        Some(self.get()).filter(|handle| *handle != Self::GIVEN_AWAY)
    }
}
