//! One text serves every version of its track: items newer than the version asked for are dropped.
//!
//! It works on tokens and knows just enough of WIT: gates stand before an item, an item ends at its `;` or with its
//! braces, an item without a gate of its own shares its owner's fate. What is left is what that version published, if
//! every addition since is gated; `tests/wasi.rs` holds the views against the published texts.
//!
//! An alias that is dropped leaves the type it stood for: it is put in wherever the alias was referred to as a type,
//! one step, in the interface of the alias. A field, case or function of the same name is left alone.

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
    let edits = vec![Edit::Keep; tokens.len()];
    let mut cut = Cut { text, tokens, edits, wanted, aliases: HashMap::new(), kept: Vec::new() };
    cut.items();
    cut.references();
    cut.versions();
    cut.print()
}

/// A token, and the white space before it.
struct Token {
    space: Range<usize>,
    range: Range<usize>,
}

/// The tokens of the text: words with their `%`, versions with their dots, strings; anything else one character at a
/// time. No comments.
fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut start, mut space) = (0, 0);
    while let Some((rest, first)) = text.get(start..).and_then(|rest| Some((rest, rest.chars().next()?))) {
        let comment = comment_len(rest);
        let len = if comment > 0 {
            comment
        } else if first == '"' {
            rest.get(1..).and_then(|rest| rest.find('"')).map_or(rest.len(), |end| end + 2)
        } else if is_word(first) || first == '%' {
            word_len(rest, first.is_ascii_digit())
        } else {
            first.len_utf8()
        };
        let end = start + len;
        if comment > 0 {
            space = end;
        } else if !first.is_whitespace() {
            tokens.push(Token { space: space..start, range: start..end });
            space = end;
        }
        start = end;
    }
    tokens
}

/// The length of the comment that `rest` begins with, or zero. Block comments nest.
fn comment_len(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if !rest.starts_with("/*") {
        return 0;
    }
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = rest.as_bytes();
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
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

/// What becomes of a token.
#[derive(Clone)]
enum Edit {
    Keep,
    Drop,
    /// These bytes of the text in its place.
    Inline(Range<usize>),
    /// A dropped alias in a `use`: the type it stands for, under its name.
    InlineAs(Range<usize>),
    /// The version wanted in the place of the one the text has.
    Version,
}

/// An item that was kept and has no items in it: its tokens, and the interface or world it is in.
struct Leaf<'a> {
    tokens: Range<usize>,
    owner: &'a str,
}

struct Cut<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    edits: Vec<Edit>,
    wanted: &'a View,
    /// The bytes that a dropped `type a = ..;` of an interface stands for, and whether they are only a name.
    aliases: HashMap<(&'a str, &'a str), (Range<usize>, bool)>,
    kept: Vec<Leaf<'a>>,
}

impl<'a> Cut<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.bytes(&token.range))
    }

    fn bytes(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn edit(&mut self, at: usize, edit: Edit) {
        if let Some(place) = self.edits.get_mut(at) {
            *place = edit;
        }
    }

    fn drop(&mut self, tokens: Range<usize>) {
        for at in tokens {
            self.edit(at, Edit::Drop);
        }
    }

    /// Finds the items, and drops those that the view doesn't have.
    fn items(&mut self) {
        let mut at = 0;
        // The blocks that are open: for each, the interface or world that its items are in.
        let mut owners = vec![""];
        while at < self.tokens.len() {
            if self.word(at) == "}" {
                owners.pop();
                at += 1;
                continue;
            }
            let item = self.after_gates(at);
            let owner = owners.last().copied().unwrap_or_default();
            if self.is_unwanted(at, item) {
                let end = self.end_of(item);
                self.note_alias(item, end, owner);
                self.drop(at..end);
                at = end;
                continue;
            }
            self.drop_deprecations(at, item);
            if let Some(brace) = self.block_of(item) {
                let own = matches!(self.word(item), "interface" | "world");
                owners.push(if own { self.word(item + 1) } else { owner });
                at = brace + 1;
            } else {
                let end = self.end_of(item);
                self.kept.push(Leaf { tokens: item..end, owner });
                at = end;
            }
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

    /// The version of each gate called `name` between two tokens, with its tokens.
    fn gates(&self, name: &str, from: usize, to: usize) -> Vec<(Version, Range<usize>)> {
        // `@` name `(` `version` `=` version `)`
        let gate = |at| {
            let named = self.word(at) == "@" && self.word(at + 1) == name;
            let version = Version::parse(self.word(at + 5)).ok()?;
            named.then_some((version, at..at + 7))
        };
        (from..to).filter_map(gate).collect()
    }

    fn is_unwanted(&self, gates: usize, item: usize) -> bool {
        let world = self.word(item) == "world" && !self.wanted.worlds;
        let newer = self.wanted.version.as_ref().is_some_and(|(wanted, _)| {
            self.gates("since", gates, item).iter().any(|(since, _)| since > wanted)
        });
        world || newer
    }

    /// A deprecation that had not happened yet.
    fn drop_deprecations(&mut self, gates: usize, item: usize) {
        let Some((wanted, _)) = &self.wanted.version else { return };
        for (deprecated, gate) in self.gates("deprecated", gates, item) {
            if deprecated > *wanted {
                self.drop(gate);
            }
        }
    }

    /// The opening brace of an item that has items in it.
    fn block_of(&self, item: usize) -> Option<usize> {
        match self.word(item) {
            "interface" | "world" | "resource" => (self.word(item + 2) == "{").then_some(item + 2),
            // `import a: interface { .. }`
            "import" | "export" => {
                let inline = (self.word(item + 2), self.word(item + 3), self.word(item + 4));
                (inline == (":", "interface", "{")).then_some(item + 4)
            }
            "package" => {
                let ends = |at: &usize| matches!(self.word(*at), "{" | ";" | "");
                (item..=self.tokens.len()).find(ends).filter(|at| self.word(*at) == "{")
            }
            _ => None,
        }
    }

    /// The token after an item. `use a.{b};` has braces and a `;` all the same.
    fn end_of(&self, item: usize) -> usize {
        let by_semicolon = self.word(item) == "use";
        let mut depth = 0_usize;
        for at in item..self.tokens.len() {
            match self.word(at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                ";" => {}
                _ => continue,
            }
            if depth == 0 && (self.word(at) == ";" || (self.word(at) == "}" && !by_semicolon)) {
                return at + 1;
            }
        }
        self.tokens.len()
    }

    fn note_alias(&mut self, item: usize, end: usize, owner: &'a str) {
        let (Some(first), Some(last)) = (self.tokens.get(item + 3), self.tokens.get(end.saturating_sub(2)))
        else {
            return;
        };
        if (self.word(item), self.word(item + 2)) == ("type", "=") {
            let stands_for = first.range.start..last.range.end;
            self.aliases.insert((owner, self.word(item + 1)), (stands_for, end == item + 5));
        }
    }

    /// Replaces the dropped aliases where they are referred to.
    fn references(&mut self) {
        if self.aliases.is_empty() {
            return;
        }
        for Leaf { tokens, owner } in std::mem::take(&mut self.kept) {
            match self.word(tokens.start) {
                "enum" | "flags" | "include" => {}
                "use" => self.uses(tokens),
                "type" | "record" => self.types(tokens.start + 2..tokens.end, owner),
                "variant" => self.payloads(tokens, owner),
                // A function; or an import or export, whose path may have a word that is also an alias's name.
                _ => {
                    let is_func = |at: &usize| matches!(self.word(*at), "func" | "constructor");
                    if let Some(func) = tokens.clone().find(is_func) {
                        self.types(func..tokens.end, owner);
                    }
                }
            }
        }
    }

    /// Every word that doesn't name a field or a parameter refers to a type.
    fn types(&mut self, tokens: Range<usize>, owner: &'a str) {
        for at in tokens {
            let found = self.aliases.get(&(owner, self.word(at)));
            if let (Some((range, _)), true) = (found, self.word(at + 1) != ":") {
                let edit = Edit::Inline(range.clone());
                self.edit(at, edit);
            }
        }
    }

    /// The types in the parentheses of a variant's cases.
    fn payloads(&mut self, tokens: Range<usize>, owner: &'a str) {
        let mut depth = 0_usize;
        for at in tokens {
            match self.word(at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth > 0 => self.types(at..at + 1, owner),
                _ => {}
            }
        }
    }

    /// `use a.{b}` of an alias that `a` no longer has: of what it stands for, if that has a name.
    fn uses(&mut self, tokens: Range<usize>) {
        let owner = self.word(tokens.start + 1);
        for at in tokens.start + 4..tokens.end {
            let found = self.aliases.get(&(owner, self.word(at)));
            if let (Some((range, true)), true) = (found, self.word(at - 1) != "as") {
                let renamed = self.word(at + 1) == "as";
                let range = range.clone();
                self.edit(at, if renamed { Edit::Inline(range) } else { Edit::InlineAs(range) });
            }
        }
    }

    /// Replaces the version after every name of the package's own namespace.
    fn versions(&mut self) {
        let Some((_, has)) = &self.wanted.version else { return };
        let has = has.to_string();
        let namespace = self.word(self.after_gates(0) + 1);
        for at in 1..self.tokens.len() {
            // namespace `:` package `/` name `@` version, or without `/` name
            let colon = if self.word(at.saturating_sub(3)) == "/" { 5 } else { 3 };
            let ours = at > colon && (self.word(at - colon), self.word(at - colon - 1)) == (":", namespace);
            if ours && self.word(at - 1) == "@" && self.word(at) == has && self.is_kept(at) {
                self.edit(at, Edit::Version);
            }
        }
    }

    fn is_kept(&self, at: usize) -> bool {
        matches!(self.edits.get(at), Some(Edit::Keep))
    }

    /// The text as edited. A token brings the white space before it.
    fn print(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        for (at, (token, edit)) in self.tokens.iter().zip(&self.edits).enumerate() {
            let text = match edit {
                Edit::Drop => continue,
                Edit::Keep => self.word(at).to_owned(),
                Edit::Inline(range) => self.bytes(range).to_owned(),
                Edit::InlineAs(range) => format!("{} as {}", self.bytes(range), self.word(at)),
                Edit::Version => {
                    self.wanted.version.as_ref().map(|(wanted, _)| wanted.to_string()).unwrap_or_default()
                }
            };
            let space = self.bytes(&token.space);
            // Only a comment was between two words.
            let parted = space.is_empty() && out.ends_with(is_word) && text.starts_with(is_word);
            out.push_str(if parted { " " } else { space });
            out.push_str(&text);
        }
        out.push('\n');
        out
    }
}

#[cfg(test)]
mod tests;
