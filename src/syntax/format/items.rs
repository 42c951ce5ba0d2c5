//! How items are laid out.

use crate::syntax::format::printer::{Blank, Gap, Printer};
use crate::syntax::format::spacing::between;
use crate::syntax::format::{MAX_WIDTH, closes, next_significant};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Element, Node, NodeKind, Token};

const FIRST: Gap = Gap::Line(Blank::Never, Blank::Keep);
const NEXT: Gap = Gap::Line(Blank::Keep, Blank::Keep);
const APART: Gap = Gap::Line(Blank::Always, Blank::Keep);
const BELOW: Gap = Gap::Line(Blank::Never, Blank::Never);

impl<'t> Printer<'t> {
    /// Prints everything.
    pub(super) fn file(mut self) -> String {
        self.items(self.tree.root());
        self.finish()
    }

    /// The items of a file or body.
    fn items(&mut self, holder: Node<'t>) {
        let mut before: Option<Node<'t>> = None;
        let mut in_doubt = false;
        for item in holder.children() {
            let gap = match before {
                None => FIRST,
                Some(before) => {
                    in_doubt |= self.is_kept(before) && self.runs_on(before, item);
                    self.gap_between(before, item, in_doubt)
                }
            };
            // The parser guesses where an item begins that does not begin a line, and goes by the lines after it.
            if gap == Gap::Space {
                self.verbatim_item(item, gap);
            } else {
                self.item(item, gap);
            }
            before = Some(item);
        }
    }

    /// Whether a node stays as it is, byte for byte.
    fn is_kept(&self, item: Node<'t>) -> bool {
        !item.kind().is_item()
            || self.keep.get(item.index() as usize).copied().unwrap_or(true)
            || is_incomplete(item)
    }

    /// What is between two items. Where it is `in_doubt` what is an item, lines are what the parser goes by: they stay.
    fn gap_between(&self, before: Node<'t>, item: Node<'t>, in_doubt: bool) -> Gap {
        if in_doubt {
            return if self.shares_line(item) { Gap::Space } else { NEXT };
        }
        if stands_apart(before.kind()) || stands_apart(item.kind()) { APART } else { NEXT }
    }

    /// Whether nothing but the parser's guess separates two items: no `;`, brace or line end.
    fn runs_on(&self, before: Node<'t>, item: Node<'t>) -> bool {
        !matches!(last_kind(before), TokenKind::Semicolon | TokenKind::RightBrace) && self.shares_line(item)
    }

    /// Whether an item begins on the line on which what was written ends.
    fn shares_line(&self, item: Node<'t>) -> bool {
        let mut gap = self.tokens(self.next, first_index(item));
        !gap.any(|token| token.kind() == TokenKind::Whitespace && token.text().contains('\n'))
    }

    fn item(&mut self, item: Node<'t>, gap: Gap) {
        if self.is_kept(item) {
            self.verbatim_item(item, gap);
            return;
        }
        let mut gap = gap;
        for gate in item.children().filter(|child| child.kind() == NodeKind::Gate) {
            self.inline(gate, gap);
            gap = BELOW;
        }
        self.declaration(item, gap);
    }

    fn verbatim_item(&mut self, item: Node<'t>, gap: Gap) {
        if let (Some(first), Some(last)) = (item.tokens().next(), item.tokens().next_back()) {
            self.verbatim(first.index(), last.index() + 1, gap);
        }
    }

    /// An item without its gates: its lists are on one line if that is not too long.
    fn declaration(&mut self, item: Node<'t>, gap: Gap) {
        let (length, next) = (self.out.len(), self.next);
        self.parts(item, gap);
        if item.kind() != NodeKind::Interface && has_list(item) && self.is_too_wide(length) {
            self.out.truncate(length);
            self.next = next;
            self.break_lists = true;
            self.parts(item, gap);
            self.break_lists = false;
        }
    }

    /// Whether a line is too long of those that were written since the output had `length` bytes.
    fn is_too_wide(&self, length: usize) -> bool {
        let written = self.out.get(length..).unwrap_or_default();
        // Comments may be as long as they like.
        let width = |line: &str| match line.find("//") {
            Some(comment) => line.get(..comment).unwrap_or_default().trim_end().chars().count(),
            None => line.chars().count(),
        };
        written.lines().any(|line| width(line) > MAX_WIDTH)
    }

    /// What an item consists of, apart from gates.
    fn parts(&mut self, item: Node<'t>, gap: Gap) {
        let mut gap = Some(gap);
        let mut before = TokenKind::End;
        for element in item.elements() {
            match element {
                Element::Token(token) if token.kind().is_trivia() => {}
                Element::Token(token) if token.kind() == TokenKind::LeftBrace => {
                    self.token(token, between(before, token.kind(), item.kind()));
                    self.list(item, token);
                    before = TokenKind::RightBrace;
                }
                Element::Token(token) if self.next > token.index() => before = token.kind(),
                Element::Token(token) => {
                    self.token(token, gap.take().unwrap_or(between(before, token.kind(), item.kind())));
                    before = token.kind();
                }
                Element::Node(node) if node.kind() == NodeKind::Gate => {}
                Element::Node(node) if self.next > first_index(node) => {}
                Element::Node(node) => {
                    let gap = gap.take().unwrap_or(between(before, first_kind(node), item.kind()));
                    if node.kind() == NodeKind::Body {
                        self.body(node);
                    } else if node.kind() == NodeKind::Signature {
                        self.signature(node, gap);
                    } else {
                        self.inline(node, gap);
                    }
                    before = last_kind(node);
                }
            }
        }
    }

    /// `{ .. }` with items.
    fn body(&mut self, body: Node<'t>) {
        let mut tokens = body.own_tokens().filter(|token| !token.kind().is_trivia());
        if let Some(open) = tokens.next() {
            self.token(open, Gap::Space);
        }
        self.indent += 1;
        self.items(body);
        let is_empty = body.children().next().is_none();
        if let Some(close) = tokens.next() {
            self.close(close, is_empty);
        }
        self.indent -= 1;
    }

    /// The brace that ends a block, on a line of its own unless there is nothing in the block.
    fn close(&mut self, close: Token<'t>, is_empty: bool) {
        let gap = if !is_empty {
            Gap::Close(Blank::Keep)
        } else if self.must_break(self.next, close.index(), true) {
            Gap::Close(Blank::Never)
        } else if self.tokens(self.next, close.index()).any(|token| token.kind().is_comment()) {
            if close.kind() == TokenKind::RightBrace { Gap::Space } else { Gap::Tight }
        } else {
            Gap::Tight
        };
        self.token(close, gap);
    }

    /// Whether there are comments among some tokens that a line can't have within it.
    fn must_break(&self, first: u32, end: u32, or_lines: bool) -> bool {
        let comments = || self.tokens(first, end).filter(|token| token.kind().is_comment());
        let lines = || self.tokens(first, end).any(|token| token.text().contains('\n'));
        comments().any(|token| token.kind().ends_line() || token.text().contains('\n'))
            || (or_lines && comments().next().is_some() && lines())
    }

    /// The rest of a list of an item, and what closes it. `open` is written.
    fn list(&mut self, node: Node<'t>, open: Token<'t>) {
        let members = || {
            node.children()
                .filter(|child| child.kind() != NodeKind::Gate && first_index(*child) > open.index())
        };
        let members: Vec<Node<'t>> = members().filter(|child| is_member(child.kind())).collect();
        let close = node.own_tokens().find(|token| token.index() > open.index() && closes(token.kind()));
        let Some(close) = close else { return };
        let foldable = matches!(node.kind(), NodeKind::Use | NodeKind::Include | NodeKind::Signature);
        let broken = !foldable || self.break_lists || self.must_break(open.index() + 1, close.index(), false);
        if members.is_empty() {
            self.indent += 1;
            self.close(close, true);
            self.indent -= 1;
        } else if broken {
            let keeps_blanks = !foldable;
            self.broken_list(&members, close, keeps_blanks);
        } else {
            self.flat_list(&members, node.kind(), close);
        }
    }

    /// One member a line, each with a comma.
    fn broken_list(&mut self, members: &[Node<'t>], close: Token<'t>, keeps_blanks: bool) {
        self.indent += 1;
        for (index, member) in members.iter().enumerate() {
            let gap = match index {
                0 => FIRST,
                _ if keeps_blanks => NEXT,
                _ => BELOW,
            };
            self.inline(*member, gap);
            match self.comma() {
                Some(comma) => self.token(comma, Gap::Tight),
                None => self.out.push(','),
            }
        }
        self.token(close, Gap::Close(Blank::Keep));
        self.indent -= 1;
    }

    /// All members on one line, without a comma after the last.
    fn flat_list(&mut self, members: &[Node<'t>], within: NodeKind, close: Token<'t>) {
        let padding = if within == NodeKind::Include { Gap::Space } else { Gap::Tight };
        let mut gap = padding;
        for member in members {
            self.inline(*member, gap);
            gap = Gap::Space;
            if let Some(comma) = self.comma()
                && !closes(next_significant(self.tree, comma.index() + 1))
            {
                self.token(comma, Gap::Tight);
            }
        }
        self.token(close, padding);
    }

    /// The comma that is the next significant token.
    fn comma(&self) -> Option<Token<'t>> {
        let next = self.tokens(self.next, self.tree.token_count()).find(|token| !token.kind().is_trivia())?;
        (next.kind() == TokenKind::Comma).then_some(next)
    }

    /// `async func(..) -> type`.
    fn signature(&mut self, signature: Node<'t>, gap: Gap) {
        let mut gap = Some(gap);
        let mut before = TokenKind::End;
        for element in signature.elements() {
            match element {
                Element::Token(token) if token.kind().is_trivia() || self.next > token.index() => {}
                Element::Token(token) => {
                    self.token(token, gap.take().unwrap_or(between(before, token.kind(), signature.kind())));
                    before = token.kind();
                    if token.kind() == TokenKind::LeftParen {
                        self.list(signature, token);
                        before = TokenKind::RightParen;
                    }
                }
                Element::Node(node) if self.next > first_index(node) => {}
                Element::Node(node) => {
                    self.inline(
                        node,
                        gap.take().unwrap_or(between(before, first_kind(node), signature.kind())),
                    );
                    before = last_kind(node);
                }
            }
        }
    }

    /// A node on one line, as far as its comments allow.
    fn inline(&mut self, node: Node<'t>, gap: Gap) {
        let mut gap = Some(gap);
        let mut before = TokenKind::End;
        for element in node.elements() {
            match element {
                Element::Token(token) if token.kind().is_trivia() => {}
                Element::Token(token) => {
                    let last_comma = token.kind() == TokenKind::Comma
                        && next_significant(self.tree, token.index() + 1) == TokenKind::GreaterThan;
                    if !last_comma {
                        self.token(token, gap.take().unwrap_or(between(before, token.kind(), node.kind())));
                        before = token.kind();
                    }
                }
                Element::Node(child) => {
                    self.inline(child, gap.take().unwrap_or(between(before, first_kind(child), node.kind())));
                    before = last_kind(child);
                }
            }
        }
    }
}

/// Whether an item lacks its brace, or has parts that make no sense. Their errors are left out where another one is near.
fn is_incomplete(item: Node<'_>) -> bool {
    let lacks_brace = match item.child(NodeKind::Body) {
        Some(body) => body.token(TokenKind::LeftBrace).is_none(),
        None => matches!(item.kind(), NodeKind::Interface | NodeKind::World),
    };
    let mut head = item.children().filter(|child| child.kind() != NodeKind::Body);
    lacks_brace || head.any(|part| part.descendants().any(|node| node.kind() == NodeKind::Error))
}

/// Whether there is always a blank line around the item.
fn stands_apart(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::PackageHeader | NodeKind::NestedPackage | NodeKind::Interface | NodeKind::World)
}

fn is_member(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Field
            | NodeKind::Case
            | NodeKind::EnumCase
            | NodeKind::Flag
            | NodeKind::Param
            | NodeKind::UseName
    )
}

/// Whether an item has a list that may be broken.
fn has_list(item: Node<'_>) -> bool {
    matches!(item.kind(), NodeKind::Use | NodeKind::Include) || item.child(NodeKind::Signature).is_some()
}

fn first_index(node: Node<'_>) -> u32 {
    node.significant().next().map_or(u32::MAX, Token::index)
}

fn first_kind(node: Node<'_>) -> TokenKind {
    node.significant().next().map_or(TokenKind::End, Token::kind)
}

fn last_kind(node: Node<'_>) -> TokenKind {
    node.significant().next_back().map_or(TokenKind::End, Token::kind)
}
