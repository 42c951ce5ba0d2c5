//! Versions.

use semver::Version;

use crate::base::finding::{Finding, Rule};
use crate::base::names::{PackageName, WitName};
use crate::frontend::builtin;
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static PARTIAL_VERSION: Rule = Rule::error("witc::syntax::partial_version");
static VERSION: Rule = Rule::error("witc::syntax::version");
static VERSION_LAST: Rule = Rule::error("witc::syntax::version_last");

/// `0.2`, `0.2.x`
pub(super) fn partial(cx: &Cx<'_>, at: Span) -> Finding {
    let text = cx.text(at);
    let finding = Finding::new(&PARTIAL_VERSION, cx.at(at), "a version needs three numbers");
    let Some(version) = completed(text) else { return finding.label("write all three") };
    let lowest = version.to_string();
    let finding = finding.write_instead(lowest.clone());
    match newest(cx, at, &version) {
        Some(newest) if newest != version => finding
            .label(format!("write `{lowest}` or `{newest}`"))
            .help(format!(
                "`{lowest}` runs on every host of this line; `{newest}` is the newest that is built in"
            ))
            .choice(format!("write `{newest}`"), vec![cx.replace(at, newest.to_string())]),
        Some(_) | None => finding.label(format!("write `{lowest}`")),
    }
}

/// The lowest version that the numbers given may stand for.
fn completed(text: &str) -> Option<Version> {
    let mut numbers: Vec<u64> = Vec::new();
    for part in text.split('.') {
        if matches!(part, "x" | "X" | "*") {
            break;
        }
        numbers.push(part.trim().parse().ok()?);
    }
    numbers.resize(3, 0);
    let [major, minor, patch] = numbers.as_slice() else { return None };
    Some(Version::new(*major, *minor, *patch))
}

/// The newest built-in version of the package that is named here, on the line of `version`.
fn newest(cx: &Cx<'_>, at: Span, version: &Version) -> Option<Version> {
    let path = cx.around(at.start, |kind| kind == NodeKind::UsePath)?;
    let mut names =
        path.own_tokens().filter(|token| token.kind().is_name()).map(|token| WitName::new(token.name()));
    let package =
        PackageName { namespace: names.next()?, name: names.next()?, version: Some(version.clone()) };
    builtin::newest(&package)
}

/// What semver does not accept: `01.0.0`, `v1.0.0`, `"1.0.0"`, `1.0.0.0`.
pub(super) fn invalid(cx: &Cx<'_>, at: Span) -> Finding {
    let text = cx.text(at);
    let finding = Finding::new(&VERSION, cx.at(at), format!("`{text}` is not a version"));
    let plain = text.trim_matches('"').trim_start_matches(['v', 'V']);
    if plain != text {
        let why =
            if text.starts_with('"') { "versions have no quotes" } else { "versions begin with a number" };
        return match Version::parse(plain).ok().or_else(|| completed(plain)) {
            Some(version) => finding.label(why).write_instead(version.to_string()),
            None => finding.label(why).help("a version is three numbers: `1.0.0`"),
        };
    }
    if text == "*" || text == "latest" {
        return finding
            .label("versions are exact")
            .help("leave the version out to take whichever the package has");
    }
    let (numbers, rest) = match text.find(['-', '+']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    if numbers.split('.').count() > 3 {
        let three: Vec<&str> = numbers.split('.').take(3).collect();
        let written = format!("{}{rest}", three.join("."));
        return finding
            .label("a version has three numbers")
            .choice(format!("write `{written}`"), vec![cx.replace(at, written)]);
    }
    let stripped = without_zeros(numbers, rest);
    if stripped != text && Version::parse(&stripped).is_ok() {
        return finding.label("numbers don't begin with 0").write_instead(stripped);
    }
    match Version::parse(text) {
        Err(error) => finding.label(error.to_string()),
        Ok(_) => finding,
    }
}

/// The version without zeros before its numbers.
fn without_zeros(numbers: &str, rest: &str) -> String {
    let strip = |part: &str| {
        let is_number = !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        match part.trim_start_matches('0') {
            "" if is_number => "0".to_owned(),
            stripped if is_number => stripped.to_owned(),
            _ => part.to_owned(),
        }
    };
    let parts = |text: &str| text.split('.').map(strip).collect::<Vec<_>>().join(".");
    let (pre, build) = match rest.find('+') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let pre = pre.strip_prefix('-').map_or_else(String::new, |pre| format!("-{}", parts(pre)));
    format!("{}{pre}{build}", parts(numbers))
}

/// `wasi:http@0.2.0/handler`; the span is the `@` and the version.
pub(super) fn before_name(cx: &Cx<'_>, at: Span) -> Finding {
    let finding = Finding::new(&VERSION_LAST, cx.at(at), "the version goes last")
        .label("after the name of the interface");
    let mut after = cx.tokens_after(at.end);
    let slash = after.next().filter(|token| token.kind() == TokenKind::Slash);
    let name = after.next().filter(|token| token.kind().is_name());
    let path = cx.around(at.start, |kind| kind == NodeKind::UsePath);
    let (Some(_), Some(name), Some(path)) = (slash, name, path) else { return finding };
    if after.next().is_some_and(|next| next.kind() == TokenKind::At) {
        return finding.fix("delete it: there is another one behind", vec![cx.delete(at)]);
    }
    let before = cx.text(Span { start: path.span().start, end: at.start });
    let between = cx.text(Span { start: at.end, end: name.span().end });
    let version = cx.text(at);
    // What is wrong with the version itself is another matter, with a fix at its place.
    let shown = format!("{before}{between}{version}");
    let edits = vec![cx.delete(at), cx.insert(name.span().end, version)];
    finding.fix(format!("write `{shown}`"), edits)
}
