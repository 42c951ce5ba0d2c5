//! Files, packages, interfaces, worlds: what holds items, and which items.

use crate::syntax::error::{Expected, Problem};
use crate::syntax::parse::gates::{Allowed, Gates};
use crate::syntax::parse::{MAX_DEPTH, Parser};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

/// The keywords that items of a file begin with.
const FILE_WORDS: &[TokenKind] = &[
    TokenKind::Interface,
    TokenKind::World,
    TokenKind::Package,
    TokenKind::Use,
    TokenKind::Record,
    TokenKind::Variant,
    TokenKind::Enum,
    TokenKind::Flags,
    TokenKind::Resource,
    TokenKind::Type,
];
const INTERFACE_WORDS: &[TokenKind] = &[
    TokenKind::Record,
    TokenKind::Variant,
    TokenKind::Enum,
    TokenKind::Flags,
    TokenKind::Resource,
    TokenKind::Type,
    TokenKind::Use,
];
const WORLD_WORDS: &[TokenKind] = &[
    TokenKind::Import,
    TokenKind::Export,
    TokenKind::Include,
    TokenKind::Use,
    TokenKind::Record,
    TokenKind::Variant,
    TokenKind::Enum,
    TokenKind::Flags,
    TokenKind::Resource,
    TokenKind::Type,
];

/// What has a body.
#[derive(Clone, Copy)]
pub(super) enum Holder {
    /// A package in braces, with as many packages around it, itself included.
    Package { depth: usize },
    /// An interface.
    Interface,
    /// A world.
    World,
    /// A resource.
    Resource,
}

impl Parser<'_> {
    /// All of the text.
    pub(super) fn file(&mut self) {
        let file = self.open_at(0);
        let mut first = true;
        while !self.is(TokenKind::End) {
            if self.is(TokenKind::RightBrace) {
                self.stray_brace();
            } else {
                self.file_item(first, 0);
            }
            first = false;
        }
        self.after = self.at;
        self.close(file, NodeKind::File);
    }

    fn stray_brace(&mut self) {
        if self.implied_closes > 0 {
            self.implied_closes -= 1;
        } else if !self.astray {
            self.report(self.here(), Problem::StrayBrace);
            // Items after this brace may be what it should have come after: not told again.
            self.astray = true;
        }
        self.skip_token();
    }

    /// `{ .. }` of an item. What is inside goes by the holder.
    pub(super) fn body(&mut self, holder: Holder) {
        if !self.at_brace() {
            if self.is(TokenKind::Semicolon) {
                self.skip_token();
            }
            return;
        }
        // Without its brace, the body begins with the comments of its first item.
        let mark = if self.is(TokenKind::LeftBrace) { self.open() } else { self.open_at(self.after) };
        let open = self.here();
        let implied = !self.eat(TokenKind::LeftBrace);
        loop {
            if self.eat(TokenKind::RightBrace) {
                break;
            }
            if matches!(holder, Holder::Interface | Holder::World)
                && self.begins_scope()
                && self.is_balanced()
            {
                self.nested_scope(holder);
                continue;
            }
            if self.ends_body(holder) {
                if !implied {
                    self.unclosed(open);
                }
                break;
            }
            match holder {
                Holder::Interface => self.interface_item(),
                Holder::World => self.world_item(),
                Holder::Resource => self.resource_item(),
                Holder::Package { depth } => self.file_item(false, depth),
            }
        }
        self.close(mark, NodeKind::Body);
    }

    /// Whether what comes next can't be in a body, so that its `}` must be missing.
    fn ends_body(&self, holder: Holder) -> bool {
        let (next, after) = match self.peek() {
            TokenKind::At => self.past_gates(),
            next => (next, self.nth(1)),
        };
        if next == TokenKind::End {
            return self.is(TokenKind::End);
        }
        let scope =
            next.begins_scope() && (after.is_name() || (after.is_keyword() && after != TokenKind::Static));
        match holder {
            Holder::Interface | Holder::World => scope,
            Holder::Resource => scope || (next.begins_item() && after.is_name()),
            Holder::Package { .. } => false,
        }
    }

    /// An import or export in an interface: of a function, more may be wrong; of all else, it is the import itself.
    fn parse_misplaced_extern(&mut self) -> NodeKind {
        if self.nth(2) == TokenKind::Colon {
            return self.import_or_export();
        }
        let mut kind = NodeKind::Error;
        self.quietly(|parser| kind = parser.import_or_export());
        kind
    }

    /// Whether an interface or world begins here.
    fn begins_scope(&self) -> bool {
        self.peek().begins_scope() && self.nth(1).is_name()
    }

    /// Whether the text has as many `}` as `{`: then no `}` is missing, and what can't be inside of something is there
    /// all the same.
    pub(super) fn is_balanced(&mut self) -> bool {
        let count = |kind: TokenKind| self.kinds.iter().filter(|known| **known == kind).count();
        let balanced =
            self.balanced.unwrap_or_else(|| count(TokenKind::LeftBrace) == count(TokenKind::RightBrace));
        self.balanced = Some(balanced);
        balanced
    }

    /// An interface or world within one: not looked into.
    fn nested_scope(&mut self, holder: Holder) {
        let world = matches!(holder, Holder::World);
        let expected = if world { Expected::WorldItem } else { Expected::InterfaceItem };
        let mark = self.open_item();
        self.misplaced(expected, false);
        self.quietly(|parser| parser.skip_item(expected));
        self.close(mark, NodeKind::Error);
    }

    /// An item of a file or of a package in braces.
    fn file_item(&mut self, first: bool, depth: usize) {
        let mark = self.open_item();
        let gates = self.gates();
        let astray = std::mem::replace(&mut self.astray, false);
        self.correct_keyword(FILE_WORDS);
        let next = self.peek();
        let kind = match next {
            _ if self.count_words_before_name().is_some() => {
                self.misplaced(Expected::FileItem, astray);
                self.quietly(Self::worded_func);
                NodeKind::Func
            }
            _ if self.begins_func() => {
                self.misplaced(Expected::FileItem, astray);
                self.func(false);
                NodeKind::Func
            }
            TokenKind::Interface => self.scope(gates, Holder::Interface, NodeKind::Interface),
            TokenKind::World => self.scope(gates, Holder::World, NodeKind::World),
            TokenKind::Use => self.top_use(),
            TokenKind::Package => self.package(gates, first, depth),
            TokenKind::Include => {
                self.misplaced(Expected::FileItem, astray);
                self.include()
            }
            TokenKind::Import | TokenKind::Export => {
                self.misplaced(Expected::FileItem, astray);
                self.import_or_export()
            }
            _ if next.begins_typedef() && self.nth(1).is_name() => {
                self.misplaced(Expected::FileItem, astray);
                self.typedef()
            }
            _ => {
                self.skip_item(Expected::FileItem);
                NodeKind::Error
            }
        };
        self.close(mark, kind);
    }

    fn worded_func(&mut self) {
        self.words_before_name();
        self.func_after_words();
    }

    /// Notes that the next item can't be here. A file full of them has one cause.
    fn misplaced(&mut self, expected: Expected, again: bool) {
        self.astray = true;
        if !again {
            self.report(self.here(), Problem::Misplaced { expected, found: self.peek() });
        }
    }

    /// `interface name { .. }` or `world name { .. }`.
    fn scope(&mut self, gates: Gates, holder: Holder, kind: NodeKind) -> NodeKind {
        self.check_gates(gates, Allowed::NoExternalId);
        self.bump();
        self.name(&[TokenKind::LeftBrace]);
        self.body(holder);
        kind
    }

    /// `package a:b;` or `package a:b { .. }`.
    fn package(&mut self, gates: Gates, first: bool, depth: usize) -> NodeKind {
        self.check_gates(gates, Allowed::None);
        let keyword = self.here();
        if depth >= MAX_DEPTH {
            self.report(keyword, Problem::TooDeep);
            self.skip_item(Expected::FileItem);
            return NodeKind::Error;
        }
        self.bump();
        self.package_name();
        if self.is(TokenKind::LeftBrace) || self.nth(1) == TokenKind::LeftBrace {
            self.body(Holder::Package { depth: depth + 1 });
            return NodeKind::NestedPackage;
        }
        if !first {
            self.report(keyword, Problem::LatePackage);
        }
        self.semicolon();
        NodeKind::PackageHeader
    }

    fn interface_item(&mut self) {
        let mark = self.open_item();
        self.gates();
        self.correct_keyword(INTERFACE_WORDS);
        let next = self.peek();
        let kind = match next {
            _ if self.words_before_name() => {
                self.func_after_words();
                NodeKind::Func
            }
            _ if self.begins_func() => {
                self.func(false);
                NodeKind::Func
            }
            TokenKind::Use => self.use_names(),
            TokenKind::Include => {
                self.misplaced(Expected::InterfaceItem, false);
                self.include()
            }
            TokenKind::Import | TokenKind::Export => {
                self.misplaced(Expected::InterfaceItem, false);
                self.parse_misplaced_extern()
            }
            TokenKind::Constructor if self.nth(1) == TokenKind::LeftParen => {
                self.misplaced(Expected::InterfaceItem, false);
                self.skip_item(Expected::InterfaceItem);
                NodeKind::Error
            }
            _ if next.begins_typedef() => self.typedef(),
            _ => {
                self.skip_item(Expected::InterfaceItem);
                NodeKind::Error
            }
        };
        self.close(mark, kind);
    }

    fn world_item(&mut self) {
        let mark = self.open_item();
        let gates = self.gates();
        self.correct_keyword(WORLD_WORDS);
        let next = self.peek();
        let kind = match next {
            _ if self.count_words_before_name().is_some() => {
                self.misplaced(Expected::WorldItem, false);
                self.quietly(Self::worded_func);
                NodeKind::Func
            }
            _ if self.begins_func() => {
                self.misplaced(Expected::WorldItem, false);
                self.func(false);
                NodeKind::Func
            }
            TokenKind::Import | TokenKind::Export => self.import_or_export(),
            TokenKind::Include => {
                self.check_gates(gates, Allowed::NoExternalId);
                self.include()
            }
            TokenKind::Use => self.use_names(),
            _ if next.begins_typedef() => self.typedef(),
            _ => {
                self.skip_item(Expected::WorldItem);
                NodeKind::Error
            }
        };
        self.close(mark, kind);
    }
}
