//! A text that is no WIT at all, by mistake: source code in another language, most of the time.

use crate::base::finding::{Finding, Rule};
use crate::base::ids::FileIx;
use crate::frontend::grammar::characters::CHARACTER;
use crate::frontend::texts::Texts;

static NOT_WIT: Rule = Rule::error("witc::syntax::not_wit");

/// So many characters that mean nothing are no slip of someone who writes WIT.
const MANY: usize = 20;

/// One finding in the place of all, if there are that many.
pub(super) fn instead(texts: &Texts, file: FileIx, findings: &mut Vec<Finding>) {
    let strange = || findings.iter().filter(|finding| *finding.rule == CHARACTER);
    let count = strange().count();
    let (Some(source), Some(first)) = (texts.sources.get(file), strange().next()) else { return };
    if count < MANY || count * 2 < findings.len() {
        return;
    }
    let (at, name) = (first.at, &source.name);
    *findings = vec![
        Finding::new(
            &NOT_WIT,
            at,
            format!("`{name}` is not WIT: {count} characters in it mean nothing there"),
        )
        .label("this is the first")
        .help("give a `.wit` file, a folder of them, a component, or a WIT package in binary form"),
    ];
}

/// Leaves nothing else of a file that was found to be no WIT.
pub(in crate::frontend) fn only_no_wit(findings: &mut Vec<Finding>) {
    let is_it = |finding: &&Finding| *finding.rule == NOT_WIT;
    let files: Vec<FileIx> = findings.iter().filter(is_it).map(|finding| finding.at.file).collect();
    findings.retain(|finding| is_it(&finding) || !files.contains(&finding.at.file));
}
