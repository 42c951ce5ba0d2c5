//! Blocks and statements.

use crate::bindgen::code::ast::{Attribute, Block, Delimiter, Expr, ExprKind, Local, MacroStmt, Stmt};
use crate::bindgen::code::parse::{Parsed, Parser};

impl<'a> Parser<'a> {
    /// `{ .. }`
    pub(super) fn block(&mut self) -> Parsed<Block<'a>> {
        Ok(self.block_with_attrs()?.1)
    }

    /// `{ #![..] .. }`
    pub(super) fn block_with_attrs(&mut self) -> Parsed<(&'a [Attribute<'a>], Block<'a>)> {
        self.expect("{")?;
        let inner = self.inner_attrs()?;
        let mut stmts = self.vec();
        loop {
            while self.eat(";") {}
            if self.eat("}") {
                return Ok((inner, Block { stmts: stmts.into_bump_slice() }));
            }
            stmts.push(self.stmt()?);
        }
    }

    fn stmt(&mut self) -> Parsed<Stmt<'a>> {
        let attrs = self.outer_attrs()?;
        if self.peek() == "let" {
            return self.local(attrs);
        }
        if self.begins_item() {
            let item = self.item_after(attrs)?;
            return Ok(Stmt::Item(self.keep(item)));
        }
        let mut expr = self.statement_expr()?;
        let semi = self.eat(";");
        if let ExprKind::Macro(mac) = expr.kind
            && (semi || mac.delimiter == Delimiter::Brace)
        {
            return Ok(Stmt::Macro(self.keep(MacroStmt { attrs, mac: *mac, semi })));
        }
        if !semi && self.peek() != "}" && !is_block_like(&expr) {
            return self.fail();
        }
        if !attrs.is_empty() {
            expr.attrs = attrs;
        }
        Ok(Stmt::Expr(expr, semi))
    }

    fn local(&mut self, attrs: &'a [Attribute<'a>]) -> Parsed<Stmt<'a>> {
        self.advance();
        let pat = self.typed_pat()?;
        let init = self.eat("=").then(|| self.expr()).transpose()?;
        let diverge = self.eat("else").then(|| self.block()).transpose()?;
        self.expect(";")?;
        Ok(Stmt::Local(self.keep(Local { attrs, pat, init, diverge })))
    }

    fn begins_item(&self) -> bool {
        match self.peek() {
            "fn" | "struct" | "enum" | "impl" | "trait" | "mod" | "use" | "static" | "type" | "pub" => true,
            "const" => self.ahead(1) != "{",
            "extern" => true,
            "unsafe" => matches!(self.ahead(1), "fn" | "impl" | "extern" | "trait"),
            "async" => self.ahead(1) == "fn",
            _ => false,
        }
    }
}

/// Whether an expression is a statement without a semicolon behind it.
pub(super) fn is_block_like(expr: &Expr<'_>) -> bool {
    matches!(
        expr.kind,
        ExprKind::Block(_)
            | ExprKind::Unsafe(_)
            | ExprKind::Const(_)
            | ExprKind::If(_)
            | ExprKind::Match(_)
            | ExprKind::While(_)
            | ExprKind::Loop(_)
            | ExprKind::ForLoop(_)
    )
}
