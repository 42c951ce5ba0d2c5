//! Any bytes as a component.
#![no_main]

use libfuzzer_sys::fuzz_target;
use witc::component::read;

fuzz_target!(|bytes: &[u8]| {
    let _ = read("a.wasm", bytes);
});
