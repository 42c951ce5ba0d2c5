//! Our own format for programs. Version 1 only ever gets new fields.
//!
//! ```text
//! { "version": 1,
//!   "findings": [ { "code", "severity": "error" or "warning", "message", "label", "file", "start", "end",
//!                   "related": [ { "file", "start", "end", "text" } ], "helps": [..], "notes": [..],
//!                   "fixes": [ { "title", "sure", "edits": [ { "file", "start", "end", "text" } ] } ] } ],
//!   "summary": { "files", "errors", "warnings", "fixes" } }
//! ```
//!
//! `start` and `end` are `{ "line", "column", "offset" }`: line and column from 1, columns in characters, offsets in
//! bytes from 0; `end` is the place after the last character. What has no place in a text (a file that is not there)
//! has `null` for `file`, `start` and `end`.

use serde_json::{Value, json};

use crate::base::finding::{Edit, Finding, Fix, Severity};
use crate::base::source::Location;
use crate::report::place::{Places, Position};
use crate::report::{Report, Trouble, clean};

/// The report as JSON.
pub fn json(report: &Report<'_>) -> String {
    let places = Places::new(report.sources);
    let troubles = report.failures.iter().map(trouble);
    let findings: Vec<Value> =
        troubles.chain(report.findings.iter().map(|found| finding(&places, found))).collect();
    let summary = &report.summary;
    let all = json!({
        "version": 1,
        "findings": findings,
        "summary": {
            "files": summary.files,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "fixes": summary.fixes,
        },
    });
    clean::json(&format!("{all:#}\n"))
}

fn finding(places: &Places<'_>, finding: &Finding) -> Value {
    let related: Vec<Value> =
        finding.related.iter().map(|label| placed(places, label.at, &label.text)).collect();
    let [file, start, end] = place(places, finding.at);
    json!({
        "code": finding.rule.code,
        "severity": severity(finding.rule.severity),
        "message": finding.message,
        "label": finding.label,
        "file": file,
        "start": start,
        "end": end,
        "related": related,
        "helps": finding.helps,
        "notes": finding.notes,
        "fixes": finding.fixes.iter().map(|offered| fix(places, offered)).collect::<Vec<_>>(),
    })
}

fn trouble(trouble: &Trouble) -> Value {
    let at = |(position, offset): (Position, usize)| json!({ "line": position.line, "column": position.column, "offset": offset });
    let spot = trouble.spot.as_ref();
    json!({
        "code": trouble.code,
        "severity": severity(Severity::Error),
        "message": trouble.message,
        "label": spot.map_or("", |spot| &spot.label),
        "file": spot.map(|spot| &spot.file),
        "start": spot.map(|spot| at(spot.start)),
        "end": spot.map(|spot| at(spot.end)),
        "related": [],
        "helps": trouble.help.iter().collect::<Vec<_>>(),
        "notes": [],
        "fixes": [],
    })
}

fn fix(places: &Places<'_>, fix: &Fix) -> Value {
    let edit = |edit: &Edit| placed(places, edit.at, &edit.text);
    json!({ "title": fix.title, "sure": fix.sure, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>() })
}

fn placed(places: &Places<'_>, at: Location, text: &str) -> Value {
    let [file, start, end] = place(places, at);
    json!({ "file": file, "start": start, "end": end, "text": text })
}

fn place(places: &Places<'_>, at: Location) -> [Value; 3] {
    let position = |position: Position, offset: u32| json!({ "line": position.line, "column": position.column, "offset": offset });
    match places.place(at) {
        Some(place) => [json!(place.file), position(place.start, at.start), position(place.end, at.end)],
        None => [Value::Null, Value::Null, Value::Null],
    }
}

/// Its name in every format.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
