//! How much a guest may take.

use wasmtime::ResourceLimiter;

/// How much one guest may take, and how much it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of all its memories together.
    memory: usize,
    taken: usize,
    handles: usize,
    refused: bool,
}

impl Limits {
    /// As much as the machine has.
    pub(super) fn none() -> Self {
        Self { memory: usize::MAX, taken: 0, handles: usize::MAX, refused: false }
    }

    /// So many bytes in all its memories, and a number of handles that no honest guest has at once.
    pub(super) fn of(memory: usize) -> Self {
        Self { memory, taken: 0, handles: 10_000, refused: false }
    }

    /// The resources of the host that it may hold at once.
    pub(super) fn handles(&self) -> usize {
        self.handles
    }

    /// Whether it has asked for more memory than it may have.
    pub(super) fn refused(&self) -> bool {
        self.refused
    }
}

impl ResourceLimiter for Limits {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let taken = self.taken.saturating_add(desired.saturating_sub(current));
        let granted = taken <= self.memory;
        if granted {
            self.taken = taken;
        } else {
            self.refused = true;
        }
        Ok(granted)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        // A table is 8 bytes an element on the host: the guest's memory limit is its measure, too.
        let granted = desired.saturating_mul(8) <= self.memory;
        self.refused |= !granted;
        Ok(granted)
    }

    fn instances(&self) -> usize {
        usize::MAX
    }

    fn tables(&self) -> usize {
        usize::MAX
    }

    fn memories(&self) -> usize {
        usize::MAX
    }
}
