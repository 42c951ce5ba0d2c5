//! Items with members: structs, enums, functions, traits, `impl` and `extern` blocks.

use crate::bindgen::code::ast::{
    Attribute, EnumItem, Field, Fields, FnArg, FnItem, ForeignItem, ImplItem, ItemKind, Receiver,
    ReceiverKind, Safety, Signature, StructItem, TraitItem, Type, Variant,
};
use crate::bindgen::code::lex::TokenKind;
use crate::bindgen::code::parse::{Parsed, Parser};

impl<'a> Parser<'a> {
    /// `struct S { .. }`
    pub(super) fn structure(&mut self) -> Parsed<ItemKind<'a>> {
        self.advance();
        let name = self.word()?;
        let mut generics = self.generics()?;
        generics.predicates = self.predicates()?;
        let fields = self.fields()?;
        if !matches!(fields, Fields::Named(_)) {
            if generics.predicates.is_empty() {
                generics.predicates = self.predicates()?;
            }
            self.expect(";")?;
        }
        Ok(ItemKind::Struct(self.keep(StructItem { name, generics, fields })))
    }

    /// `enum E { .. }`
    pub(super) fn enumeration(&mut self) -> Parsed<ItemKind<'a>> {
        self.advance();
        let name = self.word()?;
        let mut generics = self.generics()?;
        generics.predicates = self.predicates()?;
        self.expect("{")?;
        let (variants, _) = self.list("}", Self::variant)?;
        Ok(ItemKind::Enum(self.keep(EnumItem { name, generics, variants })))
    }

    fn variant(&mut self) -> Parsed<Variant<'a>> {
        let attrs = self.outer_attrs()?;
        let name = self.word()?;
        let fields = self.fields()?;
        let value = self.eat("=").then(|| self.expr()).transpose()?;
        Ok(Variant { attrs, name, fields, value })
    }

    fn fields(&mut self) -> Parsed<Fields<'a>> {
        if self.eat("{") {
            return Ok(Fields::Named(self.list("}", |parser| parser.field(true))?.0));
        }
        if self.eat("(") {
            return Ok(Fields::Unnamed(self.list(")", |parser| parser.field(false))?.0));
        }
        Ok(Fields::Unit)
    }

    fn field(&mut self, named: bool) -> Parsed<Field<'a>> {
        let attrs = self.outer_attrs()?;
        let vis = self.vis()?;
        let name = named.then(|| self.word()).transpose()?;
        if named {
            self.expect(":")?;
        }
        Ok(Field { attrs, vis, name, ty: self.ty()? })
    }

    /// `fn f(..) { .. }`, with what stands in front of `fn`.
    pub(super) fn function(&mut self) -> Parsed<(&'a [Attribute<'a>], ItemKind<'a>)> {
        let is_const = self.eat("const");
        let is_async = self.eat("async");
        let safety = match self.peek() {
            "safe" => Safety::Safe,
            "unsafe" => Safety::Unsafe,
            _ => Safety::Default,
        };
        if safety != Safety::Default {
            self.advance();
        }
        let abi = self.abi()?;
        self.expect("fn")?;
        let name = self.word()?;
        let mut generics = self.generics()?;
        self.expect("(")?;
        let (inputs, _) = self.list(")", Self::fn_arg)?;
        let output = self.output()?;
        generics.predicates = self.predicates()?;
        let sig = Signature { is_const, is_async, safety, abi, name, generics, inputs, output };
        if self.eat(";") {
            return Ok((&[], ItemKind::Fn(self.keep(FnItem { sig, body: None }))));
        }
        let (inner, body) = self.block_with_attrs()?;
        Ok((inner, ItemKind::Fn(self.keep(FnItem { sig, body: Some(body) }))))
    }

    fn fn_arg(&mut self) -> Parsed<FnArg<'a>> {
        let attrs = self.outer_attrs()?;
        if let Some((mutable, kind)) = self.attempt(Self::receiver) {
            return Ok(FnArg::Receiver(self.keep(Receiver { attrs, mutable, kind })));
        }
        let pat = self.pat()?;
        self.expect(":")?;
        let ty = self.ty()?;
        Ok(FnArg::Typed(attrs, self.keep(pat), self.keep(ty)))
    }

    fn receiver(&mut self) -> Parsed<(bool, ReceiverKind<'a>)> {
        if self.eat("&") {
            let is_named = self.kind() == Some(TokenKind::Lifetime);
            let lifetime = is_named.then(|| self.lifetime()).transpose()?;
            let mutable = self.eat("mut");
            self.expect("self")?;
            return Ok((false, ReceiverKind::Reference(lifetime, mutable)));
        }
        let mutable = self.eat("mut");
        self.expect("self")?;
        if !self.eat(":") {
            return Ok((mutable, ReceiverKind::Value));
        }
        let ty: Type<'a> = self.ty()?;
        Ok((mutable, ReceiverKind::Typed(self.keep(ty))))
    }

    /// `trait T { .. }`
    pub(super) fn definition(&mut self) -> Parsed<ItemKind<'a>> {
        let is_unsafe = self.eat("unsafe");
        self.expect("trait")?;
        let name = self.word()?;
        let mut generics = self.generics()?;
        let supertraits = self.optional_bounds()?;
        generics.predicates = self.predicates()?;
        let (_, items) = self.item_block()?;
        Ok(ItemKind::Trait(self.keep(TraitItem { is_unsafe, name, generics, supertraits, items })))
    }

    /// `impl Trait for T { .. }`
    pub(super) fn implementation(&mut self) -> Parsed<ItemKind<'a>> {
        let is_unsafe = self.eat("unsafe");
        self.expect("impl")?;
        let mut generics = self.generics()?;
        let negative = self.eat("!");
        let first = self.ty()?;
        let (of_trait, ty) = if self.eat("for") {
            let Type::Path(None, path) = first else { return self.fail() };
            (Some(*path), self.ty()?)
        } else {
            (None, first)
        };
        generics.predicates = self.predicates()?;
        let (_, items) = self.item_block()?;
        Ok(ItemKind::Impl(self.keep(ImplItem { is_unsafe, generics, negative, of_trait, ty, items })))
    }

    /// `extern "C" { .. }`
    pub(super) fn foreign(&mut self) -> Parsed<(&'a [Attribute<'a>], ItemKind<'a>)> {
        let is_unsafe = self.eat("unsafe");
        let abi = self.abi()?.unwrap_or("\"C\"");
        let (inner, items) = self.item_block()?;
        Ok((inner, ItemKind::Foreign(self.keep(ForeignItem { is_unsafe, abi, items }))))
    }
}
