//! `--fix`: rounds of fixes, until nothing changes any more.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::source::Location;
use crate::cli::check::input;
use crate::frontend::{self, Checked, Input};
use crate::report::fix::{Fixed, FixedFile, apply, badness, compatible, harmless};

/// The most rounds: fixes may undo each other.
const ROUNDS: usize = 10;

/// Applies every sure fix to those of the input's own files that can be written back. Returns the files that changed.
pub(super) fn mend(input: &mut Input, checked: &mut Checked) -> BTreeMap<Arc<str>, FixedFile> {
    let writable: Vec<Arc<str>> = input::own(input)
        .filter(|file| input::is_writable(file))
        .map(|file| Arc::clone(&file.name))
        .collect();
    let mut changed: BTreeMap<Arc<str>, FixedFile> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let Some(fixed) = round(input, checked, &writable) else { break };
        *input = with(input, &fixed);
        *checked = frontend::check(input);
        for (name, file) in fixed.files {
            let before = changed.get(&name).map_or(0, |file| file.fixes);
            changed.insert(name, FixedFile { fixes: before + file.fixes, ..file });
        }
    }
    changed
}

/// What one round changes.
fn round(input: &Input, checked: &Checked, writable: &[Arc<str>]) -> Option<Fixed> {
    let Checked { sources, findings } = checked;
    let may_change = |file| {
        let found = sources.file(Location { file, start: 0, end: 0 });
        found.is_some_and(|file| writable.contains(&file.name))
    };
    let fixes = compatible(findings, may_change);
    let worth = |fixes: &[&_]| badness(&frontend::check(&with(input, &apply(sources, fixes))).findings);
    let kept = harmless(&fixes, badness(findings), &worth);
    (!kept.is_empty()).then(|| apply(sources, &kept))
}

/// The input with other texts.
fn with(input: &Input, fixed: &Fixed) -> Input {
    let mut input = input.clone();
    for (name, file) in &fixed.files {
        input::replace(&mut input, name, &file.text);
    }
    input
}
