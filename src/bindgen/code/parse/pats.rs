//! Patterns.

use crate::bindgen::code::ast::{
    Expr, ExprKind, FieldPat, IdentPat, Lit, Pat, PathExpr, RangePat, StructPat, TuplePat, TypedPat,
};
use crate::bindgen::code::lex::TokenKind;
use crate::bindgen::code::parse::types::Style;
use crate::bindgen::code::parse::{Parsed, Parser};

impl<'a> Parser<'a> {
    /// A pattern, or several of which one must match.
    pub(super) fn pat(&mut self) -> Parsed<Pat<'a>> {
        self.eat("|");
        let first = self.single_pat()?;
        if self.peek() != "|" {
            return Ok(first);
        }
        let mut cases = self.vec();
        cases.push(first);
        while self.eat("|") {
            cases.push(self.single_pat()?);
        }
        Ok(Pat::Or(cases.into_bump_slice()))
    }

    /// A pattern that may have a type behind it.
    pub(super) fn typed_pat(&mut self) -> Parsed<Pat<'a>> {
        let pat = self.pat()?;
        self.with_type(pat)
    }

    /// A parameter of a closure, which `|` ends.
    pub(super) fn closure_pat(&mut self) -> Parsed<Pat<'a>> {
        let pat = self.single_pat()?;
        self.with_type(pat)
    }

    fn with_type(&mut self, pat: Pat<'a>) -> Parsed<Pat<'a>> {
        if !self.eat(":") {
            return Ok(pat);
        }
        let ty = self.ty()?;
        Ok(Pat::Type(self.keep(TypedPat { pat, ty })))
    }

    fn single_pat(&mut self) -> Parsed<Pat<'a>> {
        match self.peek() {
            "_" => {
                self.advance();
                Ok(Pat::Wild)
            }
            ".." => {
                self.advance();
                Ok(Pat::Rest)
            }
            "(" => {
                self.advance();
                let (elems, trailing) = self.list(")", Self::pat)?;
                match elems {
                    [only] if !trailing && !matches!(only, Pat::Rest) => Ok(Pat::Paren(only)),
                    elems => Ok(Pat::Tuple(elems)),
                }
            }
            "[" => {
                self.advance();
                Ok(Pat::Slice(self.list("]", Self::pat)?.0))
            }
            "&" | "&&" => {
                self.expect_part("&")?;
                let mutable = self.eat("mut");
                let inner = self.single_pat()?;
                Ok(Pat::Reference(mutable, self.keep(inner)))
            }
            "ref" | "mut" => self.ident_pat(),
            "true" | "false" => Ok(Pat::Lit(Lit(self.word()?))),
            _ if self.kind() == Some(TokenKind::Literal) => self.literal_pat(),
            _ => self.path_pat(),
        }
    }

    fn ident_pat(&mut self) -> Parsed<Pat<'a>> {
        let by_ref = self.eat("ref");
        let mutable = self.eat("mut");
        let name = self.word()?;
        let inner = self.eat("@").then(|| self.single_pat()).transpose()?;
        Ok(Pat::Ident(self.keep(IdentPat { by_ref, mutable, name, inner })))
    }

    fn literal_pat(&mut self) -> Parsed<Pat<'a>> {
        let lit = Lit(self.take(TokenKind::Literal)?);
        if !matches!(self.peek(), ".." | "..=") {
            return Ok(Pat::Lit(lit));
        }
        self.range_pat(ExprKind::Lit(lit))
    }

    fn range_pat(&mut self, start: ExprKind<'a>) -> Parsed<Pat<'a>> {
        let op = self.peek();
        self.advance();
        let end = if self.kind() == Some(TokenKind::Literal) {
            Some(ExprKind::Lit(Lit(self.take(TokenKind::Literal)?)))
        } else if self.kind() == Some(TokenKind::Word) && self.peek() != "if" {
            let (qself, path) = self.qualified(Style::Expr)?;
            Some(ExprKind::Path(self.keep(PathExpr { qself, path })))
        } else {
            None
        };
        let bound = |kind| Expr { attrs: &[], kind };
        Ok(Pat::Range(self.keep(RangePat { start: Some(bound(start)), op, end: end.map(bound) })))
    }

    fn path_pat(&mut self) -> Parsed<Pat<'a>> {
        let (qself, path) = self.qualified(Style::Expr)?;
        match self.peek() {
            "(" => {
                self.advance();
                let (elems, _) = self.list(")", Self::pat)?;
                Ok(Pat::TupleStruct(self.keep(TuplePat { qself, path, elems })))
            }
            "{" => {
                self.advance();
                let (fields, dots) = self.field_pats()?;
                Ok(Pat::Struct(self.keep(StructPat { qself, path, fields, dots })))
            }
            "!" if qself.is_none() => {
                let mac = self.macro_call(path)?;
                Ok(Pat::Macro(self.keep(mac)))
            }
            ".." | "..=" => {
                let start = ExprKind::Path(self.keep(PathExpr { qself, path }));
                self.range_pat(start)
            }
            _ => match path.ident() {
                Some(name) if qself.is_none() => {
                    let inner = self.eat("@").then(|| self.single_pat()).transpose()?;
                    Ok(Pat::Ident(self.keep(IdentPat { by_ref: false, mutable: false, name, inner })))
                }
                Some(_) | None => Ok(Pat::Path(self.keep(PathExpr { qself, path }))),
            },
        }
    }

    fn field_pats(&mut self) -> Parsed<(&'a [FieldPat<'a>], bool)> {
        let mut fields = self.vec();
        loop {
            if self.eat("}") {
                return Ok((fields.into_bump_slice(), false));
            }
            if self.eat("..") {
                self.expect("}")?;
                return Ok((fields.into_bump_slice(), true));
            }
            fields.push(self.field_pat()?);
            if self.peek() != "}" {
                self.expect(",")?;
            }
        }
    }

    fn field_pat(&mut self) -> Parsed<FieldPat<'a>> {
        if self.ahead(1) == ":" {
            let member = Some(self.peek());
            self.advance();
            self.advance();
            return Ok(FieldPat { member, pat: self.pat()? });
        }
        Ok(FieldPat { member: None, pat: self.ident_pat()? })
    }
}
