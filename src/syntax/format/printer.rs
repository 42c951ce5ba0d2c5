//! Writes tokens in order, with what goes between them: blanks, line ends, and the comments that stand there.

use crate::syntax::error::{Problem, SyntaxError};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Token, Tree};

/// What stands between two tokens, comments apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    Tight,
    /// A blank.
    Space,
    /// A line end, with blank lines before the first line that follows and before the last.
    Line(Blank, Blank),
    /// As `Line`, before what closes a block: the comments are still inside.
    Close(Blank),
}

/// Blank lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// None.
    Never,
    /// One, if there are any.
    Keep,
    /// One.
    Always,
}

pub(super) struct Printer<'t> {
    pub(super) tree: &'t Tree,
    /// The items that are left as they are, by node.
    pub(super) keep: Vec<bool>,
    pub(super) out: String,
    /// The first token that has not been dealt with.
    pub(super) next: u32,
    pub(super) indent: usize,
    /// Whether lists that could be on one line are not.
    pub(super) break_lists: bool,
    newline: &'static str,
}

/// A comment, or what else the parser passes over, in a gap.
struct Comment<'t> {
    token: Token<'t>,
    /// How many lines end between what is before it and itself.
    lines: usize,
}

impl<'t> Printer<'t> {
    pub(super) fn new(tree: &'t Tree, keep: Vec<bool>) -> Self {
        let text = tree.text();
        // One plain line end decides: of those that are kept in damaged items, the other kind may come first next time.
        let blanks = tree.tokens().filter(|token| token.kind() == TokenKind::Whitespace);
        let mut ends = blanks.flat_map(|token| {
            let start = token.span().start as usize;
            token.text().match_indices('\n').map(move |(at, _)| text.get(..start + at).unwrap_or_default())
        });
        let all_crlf = ends.next().is_some_and(|before| before.ends_with('\r'))
            && ends.all(|before| before.ends_with('\r'));
        let newline = if all_crlf { "\r\n" } else { "\n" };
        let out = String::with_capacity(text.len() + text.len() / 8);
        Self { tree, keep, out, next: 0, indent: 0, break_lists: false, newline }
    }

    /// Writes a token and the gap before it.
    pub(super) fn token(&mut self, token: Token<'t>, gap: Gap) {
        self.gap(token.index(), gap);
        self.out.push_str(token.text());
        self.next = token.index() + 1;
    }

    /// Writes what stands before the token `until`.
    pub(super) fn gap(&mut self, until: u32, gap: Gap) {
        let (comments, lines) = self.comments(until);
        match gap {
            Gap::Tight | Gap::Space => self.inline_gap(&comments, gap, self.tree.kind(until)),
            Gap::Line(first, last) => self.line_gap(&comments, lines, first, last, self.indent),
            Gap::Close(first) => {
                self.line_gap(&comments, lines, first, Blank::Never, self.indent.saturating_sub(1));
            }
        }
    }

    /// The comments before the token `until`, and how many lines end after the last of them.
    fn comments(&self, until: u32) -> (Vec<Comment<'t>>, usize) {
        let mut comments = Vec::new();
        let mut lines = 0;
        for token in self.tokens(self.next, until) {
            if token.kind() == TokenKind::Whitespace {
                lines += token.text().bytes().filter(|byte| *byte == b'\n').count();
            } else if token.kind().is_trivia() {
                comments.push(Comment { token, lines });
                lines = 0;
            }
        }
        (comments, lines)
    }

    pub(super) fn tokens(
        &self,
        first: u32,
        end: u32,
    ) -> impl DoubleEndedIterator<Item = Token<'t>> + use<'t> {
        let tree = self.tree;
        (first..end).map(move |index| tree.token(index))
    }

    /// Comments within a line stay in it, if they can.
    fn inline_gap(&mut self, comments: &[Comment<'t>], gap: Gap, after: TokenKind) {
        let mut broken = false;
        for Comment { token, lines } in comments {
            let own_line = *lines > 0 && token.kind().ends_line();
            if broken || own_line {
                self.newline(false, self.indent + 1);
            } else if !self.out.ends_with(['(', '<', '@', '.']) {
                self.out.push(' ');
            }
            self.comment(*token);
            broken = token.kind().ends_line();
        }
        let closes = matches!(
            after,
            TokenKind::RightParen
                | TokenKind::GreaterThan
                | TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Colon
        );
        if broken {
            self.newline(false, self.indent + 1);
        } else if gap == Gap::Space || (!comments.is_empty() && !closes) {
            self.out.push(' ');
        }
    }

    fn line_gap(
        &mut self,
        comments: &[Comment<'t>],
        lines_after: usize,
        first: Blank,
        last: Blank,
        last_indent: usize,
    ) {
        // What ends on the line of the next token belongs to that, unless it closes a block.
        let of_next = if lines_after == 0 && last_indent == self.indent {
            comments
                .iter()
                .rposition(|comment| comment.lines > 0 || comment.token.kind().ends_line())
                .unwrap_or(0)
        } else {
            comments.len()
        };
        let Written { blank, own_line, broken } = self.comment_lines(comments, of_next, first);
        let beside_comment = own_line && !broken && lines_after == 0 && !self.starts_file();
        if beside_comment && last_indent == self.indent {
            self.out.push(' ');
            return;
        }
        let wanted = match blank {
            Some(rule) => wants(rule, lines_after) && last != Blank::Never,
            None => wants(last, lines_after),
        };
        self.newline(wanted, last_indent);
    }

    /// The comments of a gap: on the line before them if they are, else on lines of their own, and so if they are
    /// `of_next` in any case.
    fn comment_lines(&mut self, comments: &[Comment<'t>], of_next: usize, first: Blank) -> Written {
        let mut written = Written { blank: Some(first), own_line: false, broken: false };
        for (index, Comment { token, lines }) in comments.iter().enumerate() {
            let begins_next = index == of_next && !written.own_line;
            if *lines == 0 && !written.broken && !self.starts_file() && !begins_next {
                self.out.push(' ');
            } else {
                let rule = written.blank.take().unwrap_or(Blank::Keep);
                self.newline(wants(rule, *lines), self.indent);
                written.own_line = true;
            }
            self.comment(*token);
            written.broken = token.kind().ends_line();
        }
        written
    }

    /// Nothing is written yet, apart from a byte order mark.
    fn starts_file(&self) -> bool {
        self.out.is_empty() || self.out == "\u{feff}"
    }

    fn comment(&mut self, token: Token<'t>) {
        let text = token.text();
        self.out.push_str(if token.kind().ends_line() { text.trim_end() } else { text });
    }

    /// Begins a line, with a blank one before it perhaps.
    fn newline(&mut self, blank: bool, indent: usize) {
        if !self.starts_file() {
            if self.out.ends_with('\r') {
                // A stray one must not become part of the line end.
                self.out.push(' ');
            }
            self.out.push_str(self.newline);
            if blank {
                self.out.push_str(self.newline);
            }
        }
        for _ in 0..indent {
            self.out.push_str("  ");
        }
    }

    /// Writes tokens as they are, after a gap: all bytes from `first` up to `end`, with their indentation.
    pub(super) fn verbatim(&mut self, first: u32, end: u32, gap: Gap) {
        self.gap(first, gap);
        let before = first.checked_sub(1).filter(|index| self.tree.kind(*index) == TokenKind::Whitespace);
        if let Some(blanks) = before.and_then(|index| self.tokens(index, first).next()) {
            let indentation = match blanks.text().rsplit_once('\n') {
                Some((_, indentation)) => Some(indentation),
                None if self.starts_file() => Some(blanks.text()),
                None => None,
            };
            if let Some(indentation) = indentation {
                self.out.truncate(self.out.trim_end_matches(' ').len());
                self.out.push_str(indentation);
            }
        }
        for token in self.tokens(first, end) {
            self.out.push_str(token.text());
        }
        self.next = end;
    }

    /// Ends the file: the comments after the last item, and one line end.
    pub(super) fn finish(mut self) -> String {
        let (comments, _) = self.comments(self.tree.token_count());
        let first = if self.starts_file() { Blank::Never } else { Blank::Keep };
        self.comment_lines(&comments, comments.len(), first);
        // A comment without an end would take another line end in at every turn.
        let endless = |error: &SyntaxError| error.problem == Problem::UnterminatedComment;
        if !self.tree.errors().iter().any(endless) {
            self.newline(false, 0);
        }
        self.out
    }
}

/// How far the comments of a gap have come.
struct Written {
    /// The rule for blank lines before the next line, if that is the first.
    blank: Option<Blank>,
    /// The last comment is on a line of its own.
    own_line: bool,
    /// The last comment only ends with its line.
    broken: bool,
}

fn wants(rule: Blank, lines: usize) -> bool {
    match rule {
        Blank::Never => false,
        Blank::Keep => lines > 1,
        Blank::Always => true,
    }
}
