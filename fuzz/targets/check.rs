//! Any bytes as a WIT file: findings, and no crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use witc::base::source::SourceFile;
use witc::frontend::{Input, check};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let checked = check(&Input::new(vec![SourceFile::new("a.wit", text)], Vec::new()));
    for finding in &checked.findings {
        assert_ne!(finding.rule.code, "witc::frontend::crashed");
        let file = checked.sources.file(finding.at).unwrap();
        assert!(file.text.get(finding.at.start as usize..finding.at.end as usize).is_some());
    }
});
