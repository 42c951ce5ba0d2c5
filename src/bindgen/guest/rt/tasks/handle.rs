//! Piece of the generated run-time part: handles, where what has been given away may come back.

/// A handle that is given away at most once, unless it comes back.
#[derive(Debug)]
pub struct Handle(core::sync::atomic::AtomicU32);

/// What is taken now had been given away and has come back.
static RECALL: core::sync::atomic::AtomicBool = core::sync::atomic::AtomicBool::new(false);

impl Handle {
    /// No table of handles gets that long.
    const GIVEN_AWAY: u32 = 1 << 31;

    pub fn new(handle: u32) -> Self {
        Self(handle.into())
    }

    pub fn get(&self) -> u32 {
        self.0.load(core::sync::atomic::Ordering::Relaxed) & !Self::GIVEN_AWAY
    }

    pub fn take(&self) -> u32 {
        let order = core::sync::atomic::Ordering::Relaxed;
        let handle = self.get();
        let mark = if RECALL.load(order) {
            0
        } else {
            Self::GIVEN_AWAY
        };
        self.0.store(handle | mark, order);
        handle
    }

    pub fn owned(&self) -> Option<u32> {
        let handle = self.0.load(core::sync::atomic::Ordering::Relaxed);
        Some(handle).filter(|handle| handle & Self::GIVEN_AWAY == 0)
    }
}

/// What `lower` lowers once more, its handles are its own again: they were not received.
fn recall(lower: impl FnOnce()) {
    let order = core::sync::atomic::Ordering::Relaxed;
    RECALL.store(true, order);
    lower();
    RECALL.store(false, order);
}
