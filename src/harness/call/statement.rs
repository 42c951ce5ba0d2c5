//! The text of a statement: `let c = counter(5)`, `c.increment()`, `pair.0?`, `drop(c)`.

use crate::harness::expression::Expression;
use crate::harness::scope::Scope;
use crate::harness::wave::{Malformed, is_path};

/// A statement in its parts.
pub(super) struct Statement {
    /// The name that the answer gets.
    pub(super) bind: Option<String>,
    /// What is asked for.
    pub(super) term: Term,
    /// How many `?` stand behind it.
    pub(super) takes: usize,
}

/// What a statement asks for.
pub(super) enum Term {
    /// `name(..)`.
    Call(Expression),
    /// A bound name and parts of what it stands for; with the place of each.
    Path(Expression, Vec<Segment>),
    /// `drop(name)`.
    Drop(Expression, String),
}

/// A name between dots.
pub(super) struct Segment {
    pub(super) name: String,
    /// Where it stands in its expression.
    pub(super) at: std::ops::Range<usize>,
}

/// The words that no name can be, since WAVE gives them a meaning.
const TAKEN: [&str; 9] = ["true", "false", "some", "none", "ok", "err", "inf", "nan", "let"];

impl Statement {
    /// Parses a statement; names that `scope` has bound are known.
    pub(super) fn parse(expression: &Expression, scope: &Scope) -> Result<Self, Malformed> {
        let text = expression.raw();
        let (bind, start) = binding(text)?;
        let rest = text.get(start..).unwrap_or_default();
        let asked = rest.trim_end().trim_end_matches('?');
        let takes = rest.trim_end().len() - asked.len();
        let term = expression.part(start..start + asked.trim_end().len());
        Ok(Self { bind, term: Term::of(term, scope), takes })
    }
}

impl Term {
    fn of(term: Expression, scope: &Scope) -> Self {
        let text = term.raw();
        if let Some(name) = dropped(text, scope) {
            return Term::Drop(term, name);
        }
        let segments = segments(text);
        match segments.first() {
            Some(first) if scope.get(&first.name).is_some() && !text.contains('(') => {
                Term::Path(term, segments)
            }
            Some(_) | None => Term::Call(term),
        }
    }
}

/// The name in `let name = ..`, and where what follows begins.
fn binding(text: &str) -> Result<(Option<String>, usize), Malformed> {
    let start = text.len() - text.trim_start().len();
    let trimmed = text.trim_start();
    let Some(rest) = trimmed.strip_prefix("let").filter(|rest| rest.starts_with(char::is_whitespace)) else {
        return unnamed(text).map_or(Ok((None, start)), Err);
    };
    let whole = start..text.trim_end().len();
    let wrong = |what: &str, at| Malformed {
        help: Some("write `let name = function(..)`".to_owned()),
        ..Malformed::new(what, at)
    };
    let Some((name, value)) = rest.split_once('=') else {
        return Err(wrong("the `=` of `let` is missing", whole));
    };
    let value_at = text.len() - value.len();
    let at = text.len() - rest.trim_start().len()..text.len() - rest.trim_start().len() + name.trim().len();
    let name = name.trim();
    if name.is_empty() {
        return Err(wrong("`let` has no name", whole));
    }
    if TAKEN.contains(&name) {
        return Err(wrong(&format!("`{name}` can't be a name: it has a meaning of its own"), at));
    }
    if !is_kebab(name) {
        let what = format!("`{name}` is no name: names are words of small letters and digits, joined by `-`");
        return Err(wrong(&what, at));
    }
    if value.trim().is_empty() {
        return Err(wrong("what the name stands for is missing", whole));
    }
    Ok((Some(name.to_owned()), value_at))
}

/// A name without its `let`: `c = counter(5)`.
fn unnamed(text: &str) -> Option<Malformed> {
    let (name, value) = text.split_once('=')?;
    let is_name = is_kebab(name.trim()) && !value.trim().is_empty();
    let help = Some(format!("write `let {} = ..`", name.trim()));
    let start = text.len() - text.trim_start().len();
    let at = start..start + name.trim().len();
    is_name.then(|| Malformed { help, ..Malformed::new("a name is given with `let`", at) })
}

fn is_kebab(name: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let mut words = name.split('-');
    words.next().is_some_and(is_word)
        && words.all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// The bound name in `drop(name)`.
fn dropped(text: &str, scope: &Scope) -> Option<String> {
    let name = text.trim().strip_prefix("drop")?.trim_start().strip_prefix('(')?.strip_suffix(')')?.trim();
    scope.get(name).is_some().then(|| name.to_owned())
}

fn segments(text: &str) -> Vec<Segment> {
    if !is_path(text.trim()) {
        return Vec::new();
    }
    let mut start = text.len() - text.trim_start().len();
    let mut segments = Vec::new();
    for name in text.trim().split('.') {
        segments.push(Segment { name: name.to_owned(), at: start..start + name.len() });
        start += name.len() + 1;
    }
    segments
}
