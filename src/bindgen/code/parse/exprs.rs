//! Expressions: operators by their precedence.

use crate::bindgen::code::ast::{Assign, Binary, Cast, Expr, ExprKind, LetCondition, Pointer, Range, Unary};
use crate::bindgen::code::lex::TokenKind;
use crate::bindgen::code::parse::stmts::is_block_like;
use crate::bindgen::code::parse::{Parsed, Parser};

/// How tight an operator binds: the greater the tighter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Assign,
    Range,
    Or,
    And,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Cast,
}

/// Whether `{` may begin a struct's fields: not in the head of `if`, `while`, `match` and `for`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Braces {
    Fields,
    Block,
}

fn tightness(op: &str) -> Option<Tightness> {
    Some(match op {
        "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "^=" | "&=" | "|=" | "<<=" | ">>=" => Tightness::Assign,
        ".." | "..=" => Tightness::Range,
        "||" => Tightness::Or,
        "&&" => Tightness::And,
        "==" | "!=" | "<" | "<=" | ">" | ">=" => Tightness::Compare,
        "|" => Tightness::BitOr,
        "^" => Tightness::BitXor,
        "&" => Tightness::BitAnd,
        "<<" | ">>" => Tightness::Shift,
        "+" | "-" => Tightness::Sum,
        "*" | "/" | "%" => Tightness::Product,
        "as" => Tightness::Cast,
        _ => return None,
    })
}

/// An expression without attributes.
pub(super) fn bare(kind: ExprKind<'_>) -> Expr<'_> {
    Expr { attrs: &[], kind }
}

impl<'a> Parser<'a> {
    /// An expression.
    pub(super) fn expr(&mut self) -> Parsed<Expr<'a>> {
        self.expr_in(Braces::Fields)
    }

    /// The head of `if`, `while`, `match` or `for`.
    pub(super) fn head(&mut self) -> Parsed<Expr<'a>> {
        self.expr_in(Braces::Block)
    }

    fn expr_in(&mut self, braces: Braces) -> Parsed<Expr<'a>> {
        let attrs = self.outer_attrs()?;
        let mut expr = self.operators(Tightness::Assign, braces)?;
        if !attrs.is_empty() {
            expr.attrs = attrs;
        }
        Ok(expr)
    }

    /// An expression at the beginning of a statement: a block ends it.
    pub(super) fn statement_expr(&mut self) -> Parsed<Expr<'a>> {
        let first = self.unary(Braces::Fields)?;
        if is_block_like(&first) && !matches!(self.peek(), "." | "?") {
            return Ok(first);
        }
        let first = self.postfix(first)?;
        self.operators_behind(first, Tightness::Assign, Braces::Fields)
    }

    /// An operand alone.
    pub(super) fn operand(&mut self) -> Parsed<Expr<'a>> {
        self.unary(Braces::Fields)
    }

    fn operators(&mut self, least: Tightness, braces: Braces) -> Parsed<Expr<'a>> {
        if matches!(self.peek(), ".." | "..=") {
            return self.range_behind(None, braces);
        }
        let first = self.unary(braces)?;
        self.operators_behind(first, least, braces)
    }

    fn operators_behind(&mut self, first: Expr<'a>, least: Tightness, braces: Braces) -> Parsed<Expr<'a>> {
        let mut left = first;
        loop {
            let op = self.peek();
            let Some(found) = tightness(op).filter(|found| *found >= least) else { return Ok(left) };
            match found {
                Tightness::Range => {
                    left = self.range_behind(Some(left), braces)?;
                    continue;
                }
                Tightness::Cast => {
                    self.advance();
                    let ty = self.ty()?;
                    left = bare(ExprKind::Cast(self.keep(Cast { expr: left, ty })));
                    continue;
                }
                Tightness::Assign => {
                    self.advance();
                    let right = self.operators(Tightness::Assign, braces)?;
                    left = bare(if op == "=" {
                        ExprKind::Assign(self.keep(Assign { left, right }))
                    } else {
                        ExprKind::Binary(self.keep(Binary { left, op, right }))
                    });
                    continue;
                }
                Tightness::Or
                | Tightness::And
                | Tightness::Compare
                | Tightness::BitOr
                | Tightness::BitXor
                | Tightness::BitAnd
                | Tightness::Shift
                | Tightness::Sum
                | Tightness::Product => self.advance(),
            }
            let right = self.tighter(found, braces)?;
            left = bare(ExprKind::Binary(self.keep(Binary { left, op, right })));
        }
    }

    /// What is on the right of an operator.
    fn tighter(&mut self, than: Tightness, braces: Braces) -> Parsed<Expr<'a>> {
        let mut right = self.unary(braces)?;
        while let Some(next) = tightness(self.peek()).filter(|next| *next > than) {
            right = self.operators_behind(right, next, braces)?;
        }
        Ok(right)
    }

    fn range_behind(&mut self, start: Option<Expr<'a>>, braces: Braces) -> Parsed<Expr<'a>> {
        let op = self.peek();
        self.advance();
        let ends = match self.peek() {
            "{" => braces == Braces::Block,
            text => matches!(text, ")" | "]" | "}" | "," | ";" | "=>" | ""),
        };
        let end = if ends { None } else { Some(self.operators(Tightness::Or, braces)?) };
        Ok(bare(ExprKind::Range(self.keep(Range { start, op, end }))))
    }

    fn unary(&mut self, braces: Braces) -> Parsed<Expr<'a>> {
        let attrs = if self.peek() == "#" { self.outer_attrs()? } else { &[] };
        let op = self.peek();
        let mut expr = match op {
            "-" | "!" | "*" => {
                self.advance();
                let expr = self.unary(braces)?;
                bare(ExprKind::Unary(self.keep(Unary { op, expr })))
            }
            "&" | "&&" => {
                self.expect_part("&")?;
                self.address(braces)?
            }
            "let" => {
                self.advance();
                let pat = self.pat()?;
                self.expect("=")?;
                // `&&` ends what is matched.
                let expr = self.operators(Tightness::Compare, braces)?;
                bare(ExprKind::Let(self.keep(LetCondition { pat, expr })))
            }
            _ => {
                let operand = self.primary(braces)?;
                self.postfix(operand)?
            }
        };
        if !attrs.is_empty() {
            expr.attrs = attrs;
        }
        Ok(expr)
    }

    fn address(&mut self, braces: Braces) -> Parsed<Expr<'a>> {
        let is_raw = self.peek() == "raw" && matches!(self.ahead(1), "const" | "mut") && self.half.is_none();
        if is_raw {
            self.advance();
            let mutable = self.peek() == "mut";
            self.advance();
            let expr = self.unary(braces)?;
            return Ok(bare(ExprKind::RawAddr(self.keep(Pointer { mutable, expr }))));
        }
        let mutable = self.eat("mut");
        let expr = self.unary(braces)?;
        Ok(bare(ExprKind::Reference(self.keep(Pointer { mutable, expr }))))
    }

    /// Whether an expression may begin here, behind `return` or `break`.
    pub(super) fn begins_expr(&self) -> bool {
        match self.kind() {
            Some(TokenKind::Close | TokenKind::Unknown) | None => false,
            Some(TokenKind::Operator) => !matches!(self.peek(), "," | ";" | "=>" | "?" | "."),
            Some(TokenKind::Word) => !matches!(self.peek(), "else" | "as"),
            Some(TokenKind::Literal | TokenKind::Lifetime | TokenKind::Open) => true,
        }
    }
}
