//! Work that takes its time.

mod bindings {
    include!(env!("BINDINGS"));
}

use bindings::exports::bench::back::work::Guest;
use bindings::wasi::clocks::monotonic_clock::subscribe_duration;

struct Back;

bindings::export!(Back with_types_in bindings);

impl Guest for Back {
    fn rest(milliseconds: u32) {
        subscribe_duration(u64::from(milliseconds) * 1_000_000).block();
    }
}
