//! Any text as a call in WAVE.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = witc::harness::expression::parse(text);
});
