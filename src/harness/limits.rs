//! How much a guest may take.

use std::time::Duration;

use wasmtime::ResourceLimiter;

use crate::harness::trap::Trapped;

/// How much a run, or the calls of a session, may take altogether. Nothing is limited if not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunLimits {
    /// Bytes in all memories.
    pub memory: Option<usize>,
    /// By the clock, waiting included.
    pub time: Option<Duration>,
    /// Wasmtime's measure of what is executed: about one an instruction, and the same in each run.
    pub fuel: Option<u64>,
}

/// A limit that was reached.
#[derive(Debug)]
pub enum Spent {
    /// Of [`RunLimits::time`].
    Time(Duration),
    /// Of [`RunLimits::fuel`].
    Fuel(u64),
    /// Of [`RunLimits::memory`]: the guest trapped after it had asked for more.
    Memory(usize, Trapped),
    /// The user's.
    Patience,
}

impl Spent {
    /// What the guest did.
    pub(super) fn what(&self) -> String {
        match self {
            Spent::Time(time) => format!("took longer than {time:?}"),
            Spent::Patience => "was interrupted".to_owned(),
            Spent::Fuel(fuel) => format!("used up its {fuel} units of fuel"),
            Spent::Memory(bytes, trapped) => {
                format!("wanted more than {bytes} bytes of memory, and trapped: {}", trapped.what())
            }
        }
    }

    /// What to do about it.
    pub(super) fn advice(&self) -> String {
        match self {
            Spent::Time(_) => "`--time` gives it more, if it isn't caught in a loop".to_owned(),
            Spent::Patience => "Ctrl-C stops what is running".to_owned(),
            Spent::Fuel(_) => "`--fuel` gives it more, if it isn't caught in a loop".to_owned(),
            Spent::Memory(_, trapped) => format!("`--memory` gives it more\n{}", trapped.backtrace()),
        }
    }
}

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
