//! SARIF 2.1.0, as code scanning services read it.

use serde_json::{Map, Value, json};

use crate::base::finding::{Edit, Finding, Fix};
use crate::base::source::Location;
use crate::explain;
use crate::report::json::severity;
use crate::report::place::Places;
use crate::report::{Report, Trouble, clean};

/// The report as SARIF. `path_of` gives a file's path in the repository.
pub fn sarif(report: &Report<'_>, path_of: &dyn Fn(&str) -> String) -> String {
    let cx = Cx { places: Places::new(report.sources), path_of };
    let mut codes: Vec<&str> = report.findings.iter().map(|finding| finding.rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let results: Vec<Value> = report.findings.iter().map(|finding| cx.result(finding, &codes)).collect();
    let all = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "witc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code, report)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            // Nothing to be alarmed at in the findings; an input that can't be read is a failure of the run.
            "invocations": [{
                "executionSuccessful": report.failures.is_empty(),
                "toolExecutionNotifications": report.failures.iter().map(notification).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    });
    clean::json(&format!("{all:#}\n"))
}

/// What is needed to name places.
struct Cx<'a> {
    places: Places<'a>,
    path_of: &'a dyn Fn(&str) -> String,
}

impl Cx<'_> {
    fn result(&self, finding: &Finding, codes: &[&str]) -> Value {
        let related = finding.related.iter().enumerate().map(|(index, label)| {
            let mut location = self.location(label.at);
            location.insert("id".to_owned(), json!(index + 1));
            location.insert("message".to_owned(), json!({ "text": label.text }));
            Value::Object(location)
        });
        json!({
            "ruleId": finding.rule.code,
            "ruleIndex": codes.iter().position(|code| *code == finding.rule.code),
            "level": severity(finding.rule.severity),
            "message": { "text": message(finding) },
            "locations": [self.location(finding.at)],
            "relatedLocations": related.collect::<Vec<_>>(),
            "fixes": finding.fixes.iter().map(|fix| self.fix(fix)).collect::<Vec<_>>(),
        })
    }

    fn location(&self, at: Location) -> Map<String, Value> {
        let physical = json!({ "artifactLocation": self.artifact(at), "region": self.region(at) });
        Map::from_iter([("physicalLocation".to_owned(), physical)])
    }

    fn artifact(&self, at: Location) -> Value {
        let name = self.places.of(at).map_or("", |lines| lines.name);
        json!({ "uri": uri(&(self.path_of)(name)) })
    }

    fn region(&self, at: Location) -> Value {
        let Some(place) = self.places.place(at) else { return json!({ "startLine": 1 }) };
        json!({
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
        })
    }

    /// One change for each file.
    fn fix(&self, fix: &Fix) -> Value {
        let mut edits: Vec<&Edit> = fix.edits.iter().collect();
        edits.sort_by_key(|edit| edit.at);
        let changes = edits.chunk_by(|a, b| a.at.file == b.at.file).filter_map(|edits| {
            let first = edits.first()?;
            let replacement = |edit: &&Edit| {
                json!({ "deletedRegion": self.region(edit.at), "insertedContent": { "text": edit.text } })
            };
            let replacements: Vec<Value> = edits.iter().map(replacement).collect();
            Some(json!({ "artifactLocation": self.artifact(first.at), "replacements": replacements }))
        });
        json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
    }
}

fn message(finding: &Finding) -> String {
    let label = (!finding.label.is_empty()).then(|| finding.label.clone());
    let more = label.into_iter().chain(finding.helps.iter().chain(&finding.notes).cloned());
    std::iter::once(finding.message.clone()).chain(more).collect::<Vec<_>>().join("\n")
}

/// A rule: its page in `witc explain`, or the code if it has none.
fn rule(code: &str, report: &Report<'_>) -> Value {
    let of_code = report.findings.iter().find(|finding| finding.rule.code == code);
    let level = of_code.map_or("error", |finding| severity(finding.rule.severity));
    let page = explain::page(code);
    let title = page.map_or(code, |page| page.title);
    let body = page.map_or(code, |page| page.body);
    json!({
        "id": code,
        "shortDescription": { "text": title },
        "fullDescription": { "text": title },
        "help": { "text": body, "markdown": body },
        "defaultConfiguration": { "level": level },
    })
}

fn notification(trouble: &Trouble) -> Value {
    let lines: Vec<&str> =
        std::iter::once(&trouble.message).chain(&trouble.help).map(String::as_str).collect();
    json!({
        "level": "error",
        "message": { "text": lines.join("\n") },
        "descriptor": { "id": trouble.code },
    })
}

/// A path as a URI reference: with `/` between its parts, and everything else that means something in a URI escaped.
fn uri(path: &str) -> String {
    let path = if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.to_owned() };
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
