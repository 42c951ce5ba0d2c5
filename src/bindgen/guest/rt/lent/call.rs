//! Piece of the generated run-time part: memory for what the arguments of a call point to.

/// A call whose arguments are lent: when it ends, what was put into the arena for it is given back.
pub struct Call(Mark);

/// A place in the arena; all that was put there later is behind it.
#[derive(Clone, Copy)]
struct Mark {
    block: *mut Block,
    next: usize,
}

/// A piece of the arena, and the one before it.
#[repr(C, align(8))]
struct Block {
    before: *mut Block,
    size: usize,
}

/// What is lent, of all calls that have begun, and what the engine puts there for the next one. Calls end in the
/// opposite order; nothing that is lent ever moves.
struct Arena {
    /// The newest block, and what of it is free.
    block: *mut Block,
    next: usize,
    end: usize,
    /// Where the next call's arguments begin.
    begin: Mark,
}

struct ArenaCell(core::cell::UnsafeCell<Arena>);

// SAFETY: a component has one thread.
unsafe impl Sync for ArenaCell {}

static ARENA: ArenaCell = ArenaCell(core::cell::UnsafeCell::new(Arena {
    block: core::ptr::null_mut(),
    next: 0,
    end: 0,
    begin: Mark {
        block: core::ptr::null_mut(),
        next: 0,
    },
}));

impl Call {
    /// The engine has put the arguments in place, and calls.
    pub fn begin() -> Self {
        // SAFETY: nothing else looks at the arena meanwhile.
        let arena = unsafe { &mut *ARENA.0.get() };
        let (block, next) = (arena.block, arena.next);
        Self(core::mem::replace(&mut arena.begin, Mark { block, next }))
    }

    /// Whether something is lent to a call that has begun.
    pub fn lends(address: usize) -> bool {
        // SAFETY: as above, and every block in the chain is ours.
        unsafe {
            let mut block = (*ARENA.0.get()).block;
            while !block.is_null() {
                if (block as usize..block as usize + (*block).size).contains(&address) {
                    return true;
                }
                block = (*block).before;
            }
        }
        false
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // SAFETY: as above, and the arguments have ended with the call.
        unsafe { (*ARENA.0.get()).release(self.0) }
    }
}

impl Arena {
    /// The size of the first block; each one is twice as large as the one before.
    const FIRST: usize = 4 << 10;
    /// The largest block that waits for the next call.
    const KEPT: usize = 1 << 20;

    fn layout(size: usize) -> core::alloc::Layout {
        let Ok(layout) = core::alloc::Layout::from_size_align(size, align_of::<Block>()) else {
            out_of_memory()
        };
        layout
    }

    /// Adds a block that has room for `len` bytes.
    #[cold]
    unsafe fn grow(&mut self, len: usize) {
        unsafe {
            let before = self.block;
            let newest = before.as_ref().map_or(0, |block| block.size);
            let needed = len.saturating_add(size_of::<Block>() + 7) & !7;
            let size = needed.max(2 * newest).max(Self::FIRST);
            let block = alloc::alloc::alloc(Self::layout(size)).cast::<Block>();
            if block.is_null() {
                out_of_memory()
            }
            block.write(Block { before, size });
            self.block = block;
            self.next = block.add(1) as usize;
            self.end = block as usize + size;
        }
    }

    /// Gives back what is behind `mark`. If that is everything, the newest block, which is the largest, waits for the
    /// next call.
    unsafe fn release(&mut self, mark: Mark) {
        unsafe {
            let waits = |block: &&mut Block| mark.block.is_null() && block.size <= Self::KEPT;
            let mut block = self.block;
            let waiting = block.as_mut().filter(waits);
            let kept = waiting.map_or(mark.block, |block| block);
            while block != mark.block {
                let Block { before, size } = block.read();
                if block != kept {
                    alloc::alloc::dealloc(block.cast(), Self::layout(size));
                }
                block = before;
            }
            self.block = kept;
            self.next = mark.next;
            self.begin = mark;
            if kept != mark.block {
                (*kept).before = mark.block;
                self.next = kept.add(1) as usize;
            }
            self.end = kept.as_ref().map_or(0, |block| kept as usize + block.size);
        }
    }
}

/// # Safety
/// Only for the engine: `old` must be of `old_len` bytes, from this function, unless `old_len` is 0.
pub unsafe fn lend(old: i32, old_len: i32, align: i32, new_len: i32) -> i32 {
    if new_len == 0 {
        return align;
    }
    let (len, align) = (new_len as usize, align as usize);
    unsafe {
        let arena = &mut *ARENA.0.get();
        // Blocks end at a multiple of every alignment there is, so this is not behind the end.
        let mut start = (arena.next + align - 1) & !(align - 1);
        if len > arena.end - start {
            arena.grow(len);
            start = arena.next;
        }
        arena.next = start + len;
        if old_len != 0 {
            let old = old as usize as *const u8;
            old.copy_to_nonoverlapping(start as *mut u8, len.min(old_len as usize));
        }
        start as i32
    }
}
