//! Any text: every byte is kept, and formatting comes to rest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use witc::syntax::format::format;
use witc::syntax::parse;

fuzz_target!(|text: &str| {
    let tree = parse(text);
    let kept: String = tree.tokens().map(|token| token.text()).collect();
    assert_eq!(kept, text);
    let once = format(&tree);
    assert!(!once.gave_up);
    let twice = format(&parse(once.text.as_str()));
    assert_eq!(once.text, twice.text);
});
