//! Two components, whatever they are; what is composed of them is valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use witc::compose::{Wishes, encode, link};
use witc::component::read;

fuzz_target!(|both: (&[u8], &[u8])| {
    let (Ok(first), Ok(second)) = (read("a.wasm", both.0), read("b.wasm", both.1)) else { return };
    let Ok(linked) = link(first, vec![second], &Wishes::default()) else { return };
    encode(&linked.plan).unwrap();
});
