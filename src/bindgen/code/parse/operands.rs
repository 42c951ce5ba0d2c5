//! What operators stand between: names, literals, calls, blocks, control flow.

use crate::bindgen::code::ast::{
    Arm, Async, Call, Closure, Delimiter, Expr, ExprKind, FieldAccess, FieldValue, ForLoop, GenericParam, If,
    Index, LabeledBlock, Lit, Loop, MacroArg, MacroArgs, MacroCall, Match, MethodCall, Path, PathExpr, QSelf,
    Repeat, StructLit, While,
};
use crate::bindgen::code::lex::TokenKind;
use crate::bindgen::code::parse::exprs::{Braces, bare};
use crate::bindgen::code::parse::stmts::is_block_like;
use crate::bindgen::code::parse::types::Style;
use crate::bindgen::code::parse::{Parsed, Parser};

impl<'a> Parser<'a> {
    /// What stands in front of calls, fields and the like.
    pub(super) fn primary(&mut self, braces: Braces) -> Parsed<Expr<'a>> {
        let kind = match self.peek() {
            "(" => self.parens()?,
            "[" => self.brackets()?,
            "{" => {
                let block = self.block()?;
                ExprKind::Block(self.keep(LabeledBlock { label: None, block }))
            }
            "|" | "||" | "move" => return self.closure(&[]),
            "for" if self.ahead(1) == "<" => {
                let lifetimes = self.binder()?;
                return self.closure(lifetimes);
            }
            "async" => match (self.ahead(1), self.ahead(2)) {
                ("{", _) | ("move", "{") => self.async_block()?,
                (_, _) => return self.closure(&[]),
            },
            "unsafe" => {
                self.advance();
                let block = self.block()?;
                ExprKind::Unsafe(self.keep(block))
            }
            "const" => {
                self.advance();
                let block = self.block()?;
                ExprKind::Const(self.keep(block))
            }
            "if" => self.if_else()?,
            "match" => self.match_arms()?,
            "while" | "for" | "loop" => self.looping(None)?,
            "return" => {
                self.advance();
                ExprKind::Return(self.jump_value()?)
            }
            "break" => {
                self.advance();
                let label = self.jump_label()?;
                ExprKind::Break(label, self.jump_value()?)
            }
            "continue" => {
                self.advance();
                ExprKind::Continue(self.jump_label()?)
            }
            "_" => {
                self.advance();
                ExprKind::Infer
            }
            "true" | "false" => ExprKind::Lit(Lit(self.word()?)),
            _ => match self.kind() {
                Some(TokenKind::Literal) => ExprKind::Lit(Lit(self.take(TokenKind::Literal)?)),
                Some(TokenKind::Lifetime) => self.labeled()?,
                Some(_) | None => self.named(braces)?,
            },
        };
        Ok(bare(kind))
    }

    /// Calls, fields, indices, `?` and `.await` behind an operand.
    pub(super) fn postfix(&mut self, operand: Expr<'a>) -> Parsed<Expr<'a>> {
        let mut expr = operand;
        loop {
            // `match x { .. } (a)` is no call.
            let ends = is_block_like(&expr) && expr.attrs.is_empty();
            expr = match self.peek() {
                "?" => {
                    self.advance();
                    bare(ExprKind::Try(self.keep(expr)))
                }
                "(" if !ends => {
                    self.advance();
                    let (args, _) = self.list(")", Self::expr)?;
                    bare(ExprKind::Call(self.keep(Call { func: expr, args })))
                }
                "[" if !ends => {
                    self.advance();
                    let index = self.expr()?;
                    self.expect("]")?;
                    bare(ExprKind::Index(self.keep(Index { base: expr, index })))
                }
                "." => {
                    self.advance();
                    self.member_of(expr)?
                }
                _ => return Ok(expr),
            };
        }
    }

    fn member_of(&mut self, base: Expr<'a>) -> Parsed<Expr<'a>> {
        if self.kind() == Some(TokenKind::Literal) {
            return self.numbered_member(base);
        }
        let member = self.word()?;
        if member == "await" {
            return Ok(bare(ExprKind::Await(self.keep(base))));
        }
        let turbofish = if self.peek() == "::" {
            self.advance();
            Some(self.generic_args()?)
        } else {
            None
        };
        if !self.eat("(") {
            return Ok(bare(ExprKind::Field(self.keep(FieldAccess { base, member }))));
        }
        let (args, _) = self.list(")", Self::expr)?;
        Ok(bare(ExprKind::MethodCall(self.keep(MethodCall {
            receiver: base,
            method: member,
            turbofish,
            args,
        }))))
    }

    /// `.0`, and `.0.1`, which looks like a number.
    fn numbered_member(&mut self, base: Expr<'a>) -> Parsed<Expr<'a>> {
        let text = self.take(TokenKind::Literal)?;
        let mut expr = base;
        for member in text.split('.') {
            if !member.bytes().all(|byte| byte.is_ascii_digit()) {
                return self.fail();
            }
            expr = bare(ExprKind::Field(self.keep(FieldAccess { base: expr, member })));
        }
        Ok(expr)
    }

    fn parens(&mut self) -> Parsed<ExprKind<'a>> {
        self.advance();
        let (elems, trailing) = self.list(")", Self::expr)?;
        match elems {
            [only] if !trailing => Ok(ExprKind::Paren(only)),
            elems => Ok(ExprKind::Tuple(elems)),
        }
    }

    fn brackets(&mut self) -> Parsed<ExprKind<'a>> {
        self.advance();
        if self.eat("]") {
            return Ok(ExprKind::Array(&[]));
        }
        let first = self.expr()?;
        if self.eat(";") {
            let count = self.expr()?;
            self.expect("]")?;
            return Ok(ExprKind::Repeat(self.keep(Repeat { value: first, count })));
        }
        let mut elems = self.vec();
        elems.push(first);
        while self.eat(",") && self.peek() != "]" {
            elems.push(self.expr()?);
        }
        self.expect("]")?;
        Ok(ExprKind::Array(elems.into_bump_slice()))
    }

    fn async_block(&mut self) -> Parsed<ExprKind<'a>> {
        self.advance();
        let moves = self.eat("move");
        let block = self.block()?;
        Ok(ExprKind::Async(self.keep(Async { moves, block })))
    }

    fn closure(&mut self, lifetimes: &'a [GenericParam<'a>]) -> Parsed<Expr<'a>> {
        let is_async = self.eat("async");
        let moves = self.eat("move");
        let inputs = if self.eat("||") {
            &[]
        } else {
            self.expect("|")?;
            self.list("|", Self::closure_pat)?.0
        };
        let output = self.output()?;
        let body = self.expr()?;
        let closure = Closure { lifetimes, is_const: false, is_async, moves, inputs, output, body };
        Ok(bare(ExprKind::Closure(self.keep(closure))))
    }

    fn if_else(&mut self) -> Parsed<ExprKind<'a>> {
        self.advance();
        let cond = self.head()?;
        let then = self.block()?;
        let otherwise = if !self.eat("else") {
            None
        } else if self.peek() == "if" {
            Some(bare(self.if_else()?))
        } else {
            let block = self.block()?;
            Some(bare(ExprKind::Block(self.keep(LabeledBlock { label: None, block }))))
        };
        Ok(ExprKind::If(self.keep(If { cond, then, otherwise })))
    }

    fn match_arms(&mut self) -> Parsed<ExprKind<'a>> {
        self.advance();
        let value = self.head()?;
        self.expect("{")?;
        let mut arms = self.vec();
        while !self.eat("}") {
            let attrs = self.outer_attrs()?;
            let pat = self.pat()?;
            let guard = self.eat("if").then(|| self.expr()).transpose()?;
            self.expect("=>")?;
            let body = self.statement_expr()?;
            arms.push(Arm { attrs, pat, guard, body });
            if !self.eat(",") && self.peek() != "}" && !is_block_like(&body) {
                return self.fail();
            }
        }
        Ok(ExprKind::Match(self.keep(Match { value, arms: arms.into_bump_slice() })))
    }

    fn looping(&mut self, label: Option<&'a str>) -> Parsed<ExprKind<'a>> {
        let keyword = self.word()?;
        if keyword == "loop" {
            let body = self.block()?;
            return Ok(ExprKind::Loop(self.keep(Loop { label, body })));
        }
        if keyword == "while" {
            let cond = self.head()?;
            let body = self.block()?;
            return Ok(ExprKind::While(self.keep(While { label, cond, body })));
        }
        let pat = self.pat()?;
        self.expect("in")?;
        let iter = self.head()?;
        let body = self.block()?;
        Ok(ExprKind::ForLoop(self.keep(ForLoop { label, pat, iter, body })))
    }

    fn labeled(&mut self) -> Parsed<ExprKind<'a>> {
        let label = Some(self.lifetime()?);
        self.expect(":")?;
        if self.peek() != "{" {
            return self.looping(label);
        }
        let block = self.block()?;
        Ok(ExprKind::Block(self.keep(LabeledBlock { label, block })))
    }

    fn jump_label(&mut self) -> Parsed<Option<&'a str>> {
        (self.kind() == Some(TokenKind::Lifetime)).then(|| self.lifetime()).transpose()
    }

    fn jump_value(&mut self) -> Parsed<Option<&'a Expr<'a>>> {
        if !self.begins_expr() {
            return Ok(None);
        }
        let value = self.expr()?;
        Ok(Some(self.keep(value)))
    }

    /// A path, a macro call or a struct.
    fn named(&mut self, braces: Braces) -> Parsed<ExprKind<'a>> {
        let (qself, path) = self.qualified(Style::Expr)?;
        if self.peek() == "!" && qself.is_none() && matches!(self.ahead(1), "(" | "[" | "{") {
            let mac = self.macro_call(path)?;
            return Ok(ExprKind::Macro(self.keep(mac)));
        }
        if self.peek() == "{" && braces == Braces::Fields {
            return self.struct_lit(qself, path);
        }
        Ok(ExprKind::Path(self.keep(PathExpr { qself, path })))
    }

    fn struct_lit(&mut self, qself: Option<QSelf<'a>>, path: Path<'a>) -> Parsed<ExprKind<'a>> {
        self.advance();
        let mut fields = self.vec();
        let (mut dots, mut rest) = (false, None);
        while !self.eat("}") {
            if self.eat("..") {
                dots = true;
                rest = (self.peek() != "}").then(|| self.expr()).transpose()?;
                self.expect("}")?;
                break;
            }
            fields.push(self.field_value()?);
            if self.peek() != "}" {
                self.expect(",")?;
            }
        }
        let fields = fields.into_bump_slice();
        Ok(ExprKind::Struct(self.keep(StructLit { qself, path, fields, dots, rest })))
    }

    fn field_value(&mut self) -> Parsed<FieldValue<'a>> {
        let attrs = self.outer_attrs()?;
        let member = self.peek();
        if !matches!(self.kind(), Some(TokenKind::Word | TokenKind::Literal)) {
            return self.fail();
        }
        self.advance();
        let value = self.eat(":").then(|| self.expr()).transpose()?;
        Ok(FieldValue { attrs, member, value })
    }

    /// `!(..)` behind the path of a macro.
    pub(super) fn macro_call(&mut self, path: Path<'a>) -> Parsed<MacroCall<'a>> {
        self.expect("!")?;
        let delimiter = self.delimiter()?;
        let tokens = self.group()?;
        let mut inner = Parser::of(self.arena, tokens);
        let args = match delimiter {
            Delimiter::Brace => None,
            Delimiter::Paren | Delimiter::Bracket => inner.attempt(Parser::macro_args),
        };
        Ok(MacroCall { path, delimiter, tokens, args: args.unwrap_or(MacroArgs::Tokens) })
    }

    /// Which delimiter is next.
    pub(super) fn delimiter(&self) -> Parsed<Delimiter> {
        match self.peek() {
            "(" => Ok(Delimiter::Paren),
            "[" => Ok(Delimiter::Bracket),
            "{" => Ok(Delimiter::Brace),
            _ => self.fail(),
        }
    }

    fn macro_args(&mut self) -> Parsed<MacroArgs<'a>> {
        let mut args = self.vec();
        let mut trailing = false;
        while !self.is_at_end() {
            args.push(self.macro_arg()?);
            trailing = false;
            if self.is_at_end() {
                break;
            }
            if let ([MacroArg::Expr(value)], true) = (args.as_slice(), self.peek() == ";") {
                let value = *value;
                self.advance();
                let count = self.expr()?;
                return self.end(MacroArgs::Repeat(self.keep(Repeat { value, count })));
            }
            self.expect(",")?;
            trailing = true;
        }
        Ok(MacroArgs::List { args: args.into_bump_slice(), trailing })
    }

    fn macro_arg(&mut self) -> Parsed<MacroArg<'a>> {
        let expr = self.attempt(|parser| {
            let expr = parser.expr()?;
            if parser.is_at_end() || matches!(parser.peek(), "," | ";") { Ok(expr) } else { parser.fail() }
        });
        match expr {
            Some(expr) => Ok(MacroArg::Expr(expr)),
            None => Ok(MacroArg::Type(self.ty()?)),
        }
    }
}
