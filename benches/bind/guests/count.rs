// Counts what is asked of the allocator, in a guest that is built for it.

#[cfg(count)]
mod counting {
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    pub(crate) static ALLOCS: AtomicU64 = AtomicU64::new(0);
    pub(crate) static REALLOCS: AtomicU64 = AtomicU64::new(0);
    pub(crate) static SHRINKS: AtomicU64 = AtomicU64::new(0);
    pub(crate) static FREES: AtomicU64 = AtomicU64::new(0);

    struct Counting;

    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            ALLOCS.fetch_add(1, Relaxed);
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
            FREES.fetch_add(1, Relaxed);
            unsafe { System.dealloc(ptr, layout) }
        }

        unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            REALLOCS.fetch_add(1, Relaxed);
            SHRINKS.fetch_add(u64::from(size < layout.size()), Relaxed);
            unsafe { System.realloc(ptr, layout, size) }
        }
    }

    #[global_allocator]
    static COUNTING: Counting = Counting;
}

/// Allocations, reallocations, those of them that shrink, and what was freed, so far.
fn counted() -> (u64, u64, u64, u64) {
    #[cfg(count)]
    {
        use std::sync::atomic::Ordering::Relaxed;
        use counting::{ALLOCS, FREES, REALLOCS, SHRINKS};
        (ALLOCS.load(Relaxed), REALLOCS.load(Relaxed), SHRINKS.load(Relaxed), FREES.load(Relaxed))
    }
    #[cfg(not(count))]
    (0, 0, 0, 0)
}
