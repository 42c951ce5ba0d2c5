//! One text serves every version of its track: items newer than the version asked for are dropped.
//!
//! It works on tokens and knows just enough of WIT: gates stand before an item, an item ends at its `;` or with its
//! braces. An alias that is dropped is replaced by what it stands for, wherever it is referred to.

use std::collections::HashMap;
use std::ops::Range;

use semver::Version;

/// What is wanted of a package's text.
pub(super) struct View {
    /// The version wanted, and the version that the text has.
    pub(super) version: Option<(Version, Version)>,
    /// Whether worlds are wanted.
    pub(super) worlds: bool,
}

/// The text as that version had it. Comments are left out.
pub(super) fn view(text: &str, wanted: &View) -> String {
    let tokens = lex(text);
    let mut cut = Cut { text, tokens: &tokens, wanted, drops: Vec::new(), aliases: HashMap::new() };
    cut.find();
    cut.print()
}

/// A token: a word, a version, or a single character.
struct Token {
    range: Range<usize>,
    comment: bool,
}

/// Words with their `%`, versions with their dots, comments; anything else one character at a time.
fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) {
        let rest = &text[start..];
        let comment = rest.starts_with("//");
        let len = if comment {
            rest.find('\n').unwrap_or(rest.len())
        } else if is_word(first) || first == '%' {
            word_len(rest, first.is_ascii_digit())
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            tokens.push(Token { range: start..start + len, comment });
        }
        start += len;
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn word_len(rest: &str, version: bool) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        let dot = version && matches!(c, '.' | '+') && chars.peek().is_some_and(|(_, next)| is_word(*next));
        if !is_word(c) && !dot {
            return at;
        }
    }
    rest.len()
}

struct Cut<'a> {
    text: &'a str,
    tokens: &'a [Token],
    wanted: &'a View,
    /// Bytes that the view doesn't have, in order.
    drops: Vec<Range<usize>>,
    /// Dropped `type a = b;`.
    aliases: HashMap<&'a str, &'a str>,
}

impl<'a> Cut<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    fn start(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.text.len(), |token| token.range.start)
    }

    fn end(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.text.len(), |token| token.range.end)
    }

    /// Finds what to drop.
    fn find(&mut self) {
        let mut depth = 0_usize;
        let mut at = 0;
        while at < self.tokens.len() {
            if self.tokens.get(at).is_some_and(|token| token.comment) {
                self.drops.push(self.start(at)..self.end(at));
                at += 1;
                continue;
            }
            if self.word(at) == "@" || (self.word(at) == "world" && depth == 0) {
                let item = self.after_gates(at);
                let unwanted_world = depth == 0 && self.word(item) == "world" && !self.wanted.worlds;
                if unwanted_world || self.is_newer(at, item) {
                    at = self.drop_item(at, item);
                    continue;
                }
                self.drop_gates(at, item);
                at = item;
            }
            match self.word(at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
    }

    /// The token after a run of gates.
    fn after_gates(&self, from: usize) -> usize {
        let mut at = from;
        while self.word(at) == "@" {
            while at < self.tokens.len() && self.word(at) != ")" {
                at += 1;
            }
            at += 1;
        }
        at
    }

    /// The version of each gate called `name` between two tokens, with the range of the gate's tokens.
    fn gates(&self, name: &str, from: usize, to: usize) -> Vec<(Version, Range<usize>)> {
        let mut found = Vec::new();
        for at in from..to {
            // `@` name `(` `version` `=` version `)`
            let version = Version::parse(self.word(at + 5));
            if let ("@", true, Ok(version)) = (self.word(at), self.word(at + 1) == name, version) {
                found.push((version, at..at + 7));
            }
        }
        found
    }

    fn is_newer(&self, from: usize, to: usize) -> bool {
        let Some((wanted, _)) = &self.wanted.version else { return false };
        self.gates("since", from, to).iter().any(|(since, _)| since > wanted)
    }

    /// A deprecation that had not happened yet.
    fn drop_gates(&mut self, from: usize, to: usize) {
        let Some((wanted, _)) = &self.wanted.version else { return };
        for (deprecated, gate) in self.gates("deprecated", from, to) {
            if deprecated > *wanted {
                self.drops.push(self.start(gate.start)..self.start(gate.end));
            }
        }
    }

    /// Drops the item at `item` with its gates, and returns the token after it.
    fn drop_item(&mut self, gates: usize, item: usize) -> usize {
        if let ("type", name, "=", target, ";") = (
            self.word(item),
            self.word(item + 1),
            self.word(item + 2),
            self.word(item + 3),
            self.word(item + 4),
        ) {
            self.aliases.insert(name, target);
        }
        let (mut at, mut depth) = (item, 0_usize);
        loop {
            match self.word(at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            // `use a.{b};` has braces and a `;` all the same.
            let ended = match self.word(at) {
                ";" => depth == 0,
                "}" => depth == 0 && self.word(at + 1) != ";",
                _ => false,
            };
            at += 1;
            if ended || at >= self.tokens.len() {
                break;
            }
        }
        self.drops.push(self.start(gates)..self.start(at));
        at
    }

    /// The text without what is dropped, versions and aliases replaced.
    fn print(&self) -> String {
        let mut out = String::new();
        let mut written = 0;
        let mut drops = self.drops.iter().peekable();
        for at in 0..self.tokens.len() {
            let (start, end) = (self.start(at), self.end(at));
            while let Some(drop) = drops.next_if(|drop| drop.end <= start || drop.contains(&start)) {
                out.push_str(self.text.get(written..drop.start).unwrap_or_default());
                written = written.max(drop.end);
            }
            if end <= written {
                continue;
            }
            if let Some(replaced) = self.replaced(at) {
                out.push_str(self.text.get(written..start).unwrap_or_default());
                out.push_str(&replaced);
                written = end;
            }
        }
        out.push_str(self.text.get(written..).unwrap_or_default());
        out
    }

    fn replaced(&self, at: usize) -> Option<String> {
        let before = at.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        if let (Some((wanted, has)), "@") = (&self.wanted.version, before) {
            return (self.word(at) == has.to_string()).then(|| wanted.to_string());
        }
        // A name before `:` is being defined: a field, a parameter, a function.
        let target = self.aliases.get(self.word(at))?;
        (self.word(at + 1) != ":").then(|| (*target).to_owned())
    }
}
