//! Types, paths, generics and bounds.

use crate::bindgen::code::ast::{
    Bound, Expr, ExprKind, FnPtr, GenericArg, GenericParam, Generics, Lit, NamedArg, ParamKind, Path,
    PathArgs, Predicate, QSelf, Segment, TraitBound, Type, TypeRef,
};
use crate::bindgen::code::lex::TokenKind;
use crate::bindgen::code::parse::{Parsed, Parser};

/// Where a path stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `a::B<C>`, `Fn(A) -> B`
    Type,
    /// `a::B::<C>`
    Expr,
    /// Names alone.
    Names,
}

impl<'a> Parser<'a> {
    /// A type.
    pub(super) fn ty(&mut self) -> Parsed<Type<'a>> {
        match self.peek() {
            "[" => self.array_type(),
            "(" => self.tuple_type(),
            "!" => {
                self.advance();
                Ok(Type::Never)
            }
            "_" => {
                self.advance();
                Ok(Type::Infer)
            }
            "*" => {
                self.advance();
                let mutable = self.peek() == "mut";
                if !mutable && self.peek() != "const" {
                    return self.fail();
                }
                self.advance();
                let elem = self.ty()?;
                Ok(Type::Ptr(mutable, self.keep(elem)))
            }
            "&" | "&&" => self.reference_type(),
            "impl" => {
                self.advance();
                Ok(Type::ImplTrait(self.bounds()?))
            }
            "dyn" => {
                self.advance();
                Ok(Type::TraitObject(self.bounds()?))
            }
            "for" | "unsafe" | "extern" | "fn" => self.fn_type(),
            _ => self.path_type(),
        }
    }

    fn array_type(&mut self) -> Parsed<Type<'a>> {
        self.advance();
        let elem = self.ty()?;
        let elem = self.keep(elem);
        if self.eat("]") {
            return Ok(Type::Slice(elem));
        }
        self.expect(";")?;
        let length = self.expr()?;
        self.expect("]")?;
        Ok(Type::Array(elem, self.keep(length)))
    }

    fn tuple_type(&mut self) -> Parsed<Type<'a>> {
        self.advance();
        let (elems, trailing) = self.list(")", Self::ty)?;
        match elems {
            [only] if !trailing => Ok(Type::Paren(only)),
            elems => Ok(Type::Tuple(elems)),
        }
    }

    fn reference_type(&mut self) -> Parsed<Type<'a>> {
        self.expect_part("&")?;
        let lifetime = (self.kind() == Some(TokenKind::Lifetime) && self.half.is_none())
            .then(|| self.lifetime())
            .transpose()?;
        let mutable = self.eat("mut");
        let elem = self.ty()?;
        Ok(Type::Reference(self.keep(TypeRef { lifetime, mutable, elem })))
    }

    fn fn_type(&mut self) -> Parsed<Type<'a>> {
        let lifetimes = self.binder()?;
        let is_unsafe = self.eat("unsafe");
        let abi = self.abi()?;
        self.expect("fn")?;
        self.expect("(")?;
        let (inputs, _) = self.list(")", Self::named_arg)?;
        let output = self.output()?;
        Ok(Type::FnPtr(self.keep(FnPtr { lifetimes, is_unsafe, abi, inputs, output })))
    }

    fn named_arg(&mut self) -> Parsed<NamedArg<'a>> {
        let is_named = self.kind() == Some(TokenKind::Word) && self.ahead(1) == ":";
        let name = if is_named { Some(self.word()?) } else { None };
        if is_named {
            self.advance();
        }
        Ok(NamedArg { name, ty: self.ty()? })
    }

    fn path_type(&mut self) -> Parsed<Type<'a>> {
        let (qself, path) = self.qualified(Style::Type)?;
        if self.peek() == "!" && qself.is_none() {
            let mac = self.macro_call(path)?;
            return Ok(Type::Macro(self.keep(mac)));
        }
        let qself = qself.map(|qself| self.keep(qself));
        Ok(Type::Path(qself, self.keep(path)))
    }

    /// `extern "C"`, with the name that rustfmt would add
    pub(super) fn abi(&mut self) -> Parsed<Option<&'a str>> {
        if !self.eat("extern") {
            return Ok(None);
        }
        let is_named = self.kind() == Some(TokenKind::Literal);
        Ok(Some(if is_named { self.take(TokenKind::Literal)? } else { "\"C\"" }))
    }

    /// `-> T`
    pub(super) fn output(&mut self) -> Parsed<Option<Type<'a>>> {
        self.eat("->").then(|| self.ty()).transpose()
    }

    /// `for<'a>`
    pub(super) fn binder(&mut self) -> Parsed<&'a [GenericParam<'a>]> {
        if self.eat("for") { self.generic_params() } else { Ok(&[]) }
    }

    /// A path that may begin with `<T as Trait>`.
    pub(super) fn qualified(&mut self, style: Style) -> Parsed<(Option<QSelf<'a>>, Path<'a>)> {
        if !self.peek().starts_with('<') {
            return Ok((None, self.path(style)?));
        }
        self.expect_part("<")?;
        let ty = self.ty()?;
        let mut segments = self.vec();
        let mut leading = false;
        if self.eat("as") {
            let of_trait = self.path(Style::Type)?;
            leading = of_trait.leading;
            segments.extend_from_slice(of_trait.segments);
        }
        let position = segments.len();
        self.expect_part(">")?;
        self.expect("::")?;
        segments.extend_from_slice(self.segments(style)?);
        let path = Path { leading, segments: segments.into_bump_slice() };
        Ok((Some(QSelf { ty, position }), path))
    }

    /// A path.
    pub(super) fn path(&mut self, style: Style) -> Parsed<Path<'a>> {
        let leading = self.eat("::");
        Ok(Path { leading, segments: self.segments(style)? })
    }

    fn segments(&mut self, style: Style) -> Parsed<&'a [Segment<'a>]> {
        let mut segments = self.vec();
        loop {
            let ident = self.word()?;
            let args = self.path_args(style)?;
            segments.push(Segment { ident, args });
            let goes_on = self.peek() == "::"
                && self.tokens.get(self.at + 1).is_some_and(|next| next.kind == TokenKind::Word);
            if !goes_on {
                return Ok(segments.into_bump_slice());
            }
            self.advance();
        }
    }

    fn path_args(&mut self, style: Style) -> Parsed<PathArgs<'a>> {
        let is_turbofish = self.peek() == "::" && self.ahead(1).starts_with('<');
        let is_angle = match style {
            Style::Type => is_turbofish || self.peek().starts_with('<') && !self.peek().starts_with("<="),
            Style::Expr => is_turbofish,
            Style::Names => false,
        };
        if is_angle {
            self.eat("::");
            return Ok(PathArgs::Angle(self.generic_args()?));
        }
        if style == Style::Type && self.eat("(") {
            let (inputs, _) = self.list(")", Self::named_arg)?;
            let output = self.output()?;
            return Ok(PathArgs::Paren(inputs, output.map(|output| self.keep(output))));
        }
        Ok(PathArgs::None)
    }

    /// `<A, B>`
    pub(super) fn generic_args(&mut self) -> Parsed<&'a [GenericArg<'a>]> {
        self.expect_part("<")?;
        Ok(self.list(">", Self::generic_arg)?.0)
    }

    fn generic_arg(&mut self) -> Parsed<GenericArg<'a>> {
        match self.kind() {
            Some(TokenKind::Lifetime) => return Ok(GenericArg::Lifetime(self.lifetime()?)),
            Some(TokenKind::Literal) => {
                let kind = ExprKind::Lit(Lit(self.take(TokenKind::Literal)?));
                return Ok(GenericArg::Const(Expr { attrs: &[], kind }));
            }
            Some(TokenKind::Open) if self.peek() == "{" => return Ok(GenericArg::Const(self.expr()?)),
            Some(_) | None => {}
        }
        if self.kind() == Some(TokenKind::Word) && matches!(self.ahead(1), "=" | ":") {
            let name = self.word()?;
            if self.eat("=") {
                return Ok(GenericArg::Assoc(name, self.ty()?));
            }
            self.advance();
            return Ok(GenericArg::Constraint(name, self.bounds()?));
        }
        Ok(GenericArg::Type(self.ty()?))
    }

    /// `A + 'b`
    pub(super) fn bounds(&mut self) -> Parsed<&'a [Bound<'a>]> {
        let mut bounds = self.vec();
        loop {
            bounds.push(self.bound()?);
            if !self.eat("+") {
                return Ok(bounds.into_bump_slice());
            }
        }
    }

    fn bound(&mut self) -> Parsed<Bound<'a>> {
        if self.kind() == Some(TokenKind::Lifetime) {
            return Ok(Bound::Lifetime(self.lifetime()?));
        }
        if self.eat("use") {
            self.expect_part("<")?;
            let (names, _) = self.list(">", |parser| {
                if parser.kind() == Some(TokenKind::Lifetime) { parser.lifetime() } else { parser.word() }
            })?;
            return Ok(Bound::Use(names));
        }
        let paren = self.eat("(");
        let lifetimes = self.binder()?;
        let maybe = self.eat("?");
        let path = self.path(Style::Type)?;
        if paren {
            self.expect(")")?;
        }
        Ok(Bound::Trait(self.keep(TraitBound { paren, lifetimes, maybe, path })))
    }

    /// `<'a, T: Bound>`, or nothing; the predicates come later.
    pub(super) fn generics(&mut self) -> Parsed<Generics<'a>> {
        let params = if self.peek() == "<" { self.generic_params()? } else { &[] };
        Ok(Generics { params, predicates: &[] })
    }

    fn generic_params(&mut self) -> Parsed<&'a [GenericParam<'a>]> {
        self.expect_part("<")?;
        Ok(self.list(">", Self::generic_param)?.0)
    }

    fn generic_param(&mut self) -> Parsed<GenericParam<'a>> {
        let attrs = self.outer_attrs()?;
        if self.kind() == Some(TokenKind::Lifetime) {
            let name = self.lifetime()?;
            return Ok(GenericParam { attrs, name, kind: ParamKind::Lifetime(self.outlives()?) });
        }
        if self.eat("const") {
            let name = self.word()?;
            self.expect(":")?;
            let ty = self.ty()?;
            let default = self.eat("=").then(|| self.operand()).transpose()?;
            return Ok(GenericParam { attrs, name, kind: ParamKind::Const(ty, default) });
        }
        let name = self.word()?;
        let bounds = self.optional_bounds()?;
        let default = self.eat("=").then(|| self.ty()).transpose()?;
        Ok(GenericParam { attrs, name, kind: ParamKind::Type(bounds, default) })
    }

    /// `: A + B`, or nothing.
    pub(super) fn optional_bounds(&mut self) -> Parsed<&'a [Bound<'a>]> {
        let none = !self.eat(":") || matches!(self.peek(), "," | ">" | "=" | "{" | ";" | "where");
        if none { Ok(&[]) } else { self.bounds() }
    }

    /// `: 'a + 'b`, or nothing.
    fn outlives(&mut self) -> Parsed<&'a [&'a str]> {
        let mut names = self.vec();
        if self.eat(":") {
            names.push(self.lifetime()?);
            while self.eat("+") {
                names.push(self.lifetime()?);
            }
        }
        Ok(names.into_bump_slice())
    }

    /// `where ..`, or nothing.
    pub(super) fn predicates(&mut self) -> Parsed<&'a [Predicate<'a>]> {
        let mut predicates = self.vec();
        if self.eat("where") {
            while !matches!(self.peek(), "{" | ";" | "=" | "") {
                predicates.push(self.predicate()?);
                if !self.eat(",") {
                    break;
                }
            }
        }
        Ok(predicates.into_bump_slice())
    }

    fn predicate(&mut self) -> Parsed<Predicate<'a>> {
        if self.kind() == Some(TokenKind::Lifetime) {
            let name = self.lifetime()?;
            return Ok(Predicate::Lifetime(name, self.outlives()?));
        }
        let lifetimes = self.binder()?;
        let ty = self.ty()?;
        Ok(Predicate::Type(lifetimes, ty, self.optional_bounds()?))
    }
}
