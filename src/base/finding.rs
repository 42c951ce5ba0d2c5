//! What was found wrong with, or doubtful in, texts: a rule, the places, and the way out.

use std::fmt::Write;

use crate::base::source::Location;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The text can't be used.
    Error,
    /// The text can be used, but may not mean what its author thinks.
    Warning,
}

/// A rule that texts can break. Each is a constant beside the check that finds it, and `witc explain` has a page for
/// its code.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `witc::<stage>::<what>`; never changes.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
}

impl Rule {
    /// A rule that must be kept.
    pub const fn error(code: &'static str) -> Self {
        Self { code, severity: Severity::Error }
    }

    /// A rule that should be kept.
    pub const fn warning(code: &'static str) -> Self {
        Self { code, severity: Severity::Warning }
    }
}

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What is wrong, in one line: "no type named `todo-itm` in interface `types`".
    pub message: String,
    /// The culprit. Empty for what is missing: the place where it should be written.
    pub at: Location,
    /// What to say of the culprit, beside the text itself: "did you mean `todo-item`?".
    pub label: String,
    /// The other places involved, in any file.
    pub related: Vec<Label>,
    /// What to do, one advice each.
    pub helps: Vec<String>,
    /// What is good to know, one fact each.
    pub notes: Vec<String>,
    /// What an editor or `--fix` can do.
    pub fixes: Vec<Fix>,
}

/// A place, and what it has to do with the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Location,
    /// "the first one is here"
    pub text: String,
}

/// A change that would mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "write `todo-item`".
    pub title: String,
    /// All of them, in any order; they don't overlap.
    pub edits: Vec<Edit>,
    /// Whether it is what the author surely meant, so that `--fix` may apply it; at most one fix of a finding is.
    pub sure: bool,
}

/// Text put in the place of other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub at: Location,
    /// What is put there.
    pub text: String,
}

impl Finding {
    /// A breach of `rule` at a place.
    pub fn new(rule: &'static Rule, at: Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            at,
            label: String::new(),
            related: Vec::new(),
            helps: Vec::new(),
            notes: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Says something of the culprit.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn related(mut self, at: Location, text: impl Into<String>) -> Self {
        self.related.push(Label { at, text: text.into() });
        self
    }

    /// Advises.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Tells something that is good to know.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Offers a change that `--fix` may apply.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { title: title.into(), edits, sure: true });
        self
    }

    /// Offers a change that is for the author to choose.
    #[must_use]
    pub fn choice(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { title: title.into(), edits, sure: false });
        self
    }

    /// Offers a change that `--fix` may apply if it is `sure`.
    #[must_use]
    pub fn offer(mut self, sure: bool, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { title: title.into(), edits, sure });
        self
    }

    /// Offers to write something else in the place of the culprit.
    #[must_use]
    pub fn write_instead(self, text: impl Into<String>) -> Self {
        let at = self.at;
        let text = text.into();
        self.fix(format!("write `{text}`"), vec![Edit { at, text }])
    }

    /// The same, for the author to choose.
    #[must_use]
    pub fn write_perhaps(self, text: impl Into<String>) -> Self {
        let at = self.at;
        let text = text.into();
        self.choice(format!("write `{text}`"), vec![Edit { at, text }])
    }

    /// Whether the text can't be used.
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }
}

/// Names in backticks, with commas and a last "or": "`a`, `b` or `c`".
pub fn any_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        let separator = match index {
            0 => "",
            _ if index + 1 == names.len() => " or ",
            _ => ", ",
        };
        // Writing to a String does not fail.
        let _ = write!(text, "{separator}`{name}`");
    }
    text
}

/// A text with edits; none if they don't fit it, or are in each other's way.
pub fn edited(text: &str, mut edits: Vec<&Edit>) -> Option<String> {
    edits.sort_by_key(|edit| edit.at);
    // A file keeps its line ends.
    let ends_with_cr = text.contains("\r\n");
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.at.start as usize)?);
        if ends_with_cr {
            result.push_str(&edit.text.replace("\r\n", "\n").replace('\n', "\r\n"));
        } else {
            result.push_str(&edit.text);
        }
        at = edit.at.end as usize;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}
