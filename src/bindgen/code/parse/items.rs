//! Items.

use crate::bindgen::code::ast::{
    AliasItem, Attribute, ConstItem, Item, ItemKind, ModItem, Path, Safety, StaticItem, UseItem, UseTree, Vis,
};
use crate::bindgen::code::lex::TokenKind;
use crate::bindgen::code::parse::types::Style;
use crate::bindgen::code::parse::{Parsed, Parser};

impl<'a> Parser<'a> {
    /// An item of any list of items.
    pub(super) fn item(&mut self) -> Parsed<Item<'a>> {
        let attrs = self.outer_attrs()?;
        self.item_after(attrs)
    }

    /// An item behind its attributes.
    pub(super) fn item_after(&mut self, attrs: &'a [Attribute<'a>]) -> Parsed<Item<'a>> {
        let vis = self.vis()?;
        let (inner, kind) = match self.peek() {
            "const" if !matches!(self.ahead(1), "fn" | "unsafe" | "async" | "extern") => {
                (&[][..], self.constant()?)
            }
            "static" => (&[][..], self.fixed(Safety::Default)?),
            "safe" | "unsafe" if self.ahead(1) == "static" => {
                let safety = if self.eat("safe") { Safety::Safe } else { Safety::Unsafe };
                self.eat("unsafe");
                (&[][..], self.fixed(safety)?)
            }
            "type" => (&[][..], self.alias()?),
            "use" => (&[][..], self.import()?),
            "struct" => (&[][..], self.structure()?),
            "enum" => (&[][..], self.enumeration()?),
            "mod" => self.module()?,
            "trait" => (&[][..], self.definition()?),
            "impl" => (&[][..], self.implementation()?),
            "unsafe" => match self.ahead(1) {
                "impl" => (&[][..], self.implementation()?),
                "trait" => (&[][..], self.definition()?),
                "extern" if self.ahead(2) == "{" || self.ahead(3) == "{" => self.foreign()?,
                _ => self.function()?,
            },
            "extern" if self.ahead(1) == "{" || self.ahead(2) == "{" => self.foreign()?,
            "fn" | "const" | "async" | "extern" | "safe" => self.function()?,
            _ => (&[][..], self.macro_item()?),
        };
        Ok(Item { attrs: self.joined(attrs, inner), vis, kind })
    }

    /// The attributes in front of an item and those in its body.
    fn joined(&self, outer: &'a [Attribute<'a>], inner: &'a [Attribute<'a>]) -> &'a [Attribute<'a>] {
        if inner.is_empty() {
            return outer;
        }
        let mut all = self.vec();
        all.extend_from_slice(outer);
        all.extend_from_slice(inner);
        all.into_bump_slice()
    }

    /// `pub`, `pub(crate)`, or nothing.
    pub(super) fn vis(&mut self) -> Parsed<Vis<'a>> {
        if !self.eat("pub") {
            return Ok(Vis::Inherited);
        }
        let is_restricted = self.peek() == "(" && matches!(self.ahead(1), "crate" | "super" | "self" | "in");
        if !is_restricted {
            return Ok(Vis::Public);
        }
        self.advance();
        self.eat("in");
        let path = self.path(Style::Names)?;
        self.expect(")")?;
        Ok(Vis::Restricted(path))
    }

    fn constant(&mut self) -> Parsed<ItemKind<'a>> {
        self.advance();
        let name = self.word()?;
        self.expect(":")?;
        let ty = self.ty()?;
        let value = self.eat("=").then(|| self.expr()).transpose()?;
        self.expect(";")?;
        Ok(ItemKind::Const(self.keep(ConstItem { name, ty, value })))
    }

    fn fixed(&mut self, safety: Safety) -> Parsed<ItemKind<'a>> {
        self.advance();
        let mutable = self.eat("mut");
        let name = self.word()?;
        self.expect(":")?;
        let ty = self.ty()?;
        let value = self.eat("=").then(|| self.expr()).transpose()?;
        self.expect(";")?;
        Ok(ItemKind::Static(self.keep(StaticItem { safety, mutable, name, ty, value })))
    }

    fn alias(&mut self) -> Parsed<ItemKind<'a>> {
        self.advance();
        let name = self.word()?;
        let mut generics = self.generics()?;
        let bounds = self.optional_bounds()?;
        let ty = self.eat("=").then(|| self.ty()).transpose()?;
        generics.predicates = self.predicates()?;
        self.expect(";")?;
        Ok(ItemKind::Alias(self.keep(AliasItem { name, generics, bounds, ty })))
    }

    fn import(&mut self) -> Parsed<ItemKind<'a>> {
        self.advance();
        let leading = self.eat("::");
        let tree = self.use_tree()?;
        self.expect(";")?;
        Ok(ItemKind::Use(self.keep(UseItem { leading, tree })))
    }

    fn use_tree(&mut self) -> Parsed<UseTree<'a>> {
        if self.eat("*") {
            return Ok(UseTree::Glob);
        }
        if self.eat("{") {
            return Ok(UseTree::Group(self.list("}", Self::use_tree)?.0));
        }
        let name = self.word()?;
        if self.eat("::") {
            let rest = self.use_tree()?;
            return Ok(UseTree::Path(name, self.keep(rest)));
        }
        if self.eat("as") {
            return Ok(UseTree::Rename(name, self.word()?));
        }
        Ok(UseTree::Name(name))
    }

    fn module(&mut self) -> Parsed<(&'a [Attribute<'a>], ItemKind<'a>)> {
        self.advance();
        let name = self.word()?;
        if self.eat(";") {
            return Ok((&[], ItemKind::Mod(self.keep(ModItem { name, items: None }))));
        }
        let (inner, items) = self.item_block()?;
        Ok((inner, ItemKind::Mod(self.keep(ModItem { name, items: Some(items) }))))
    }

    /// `{ .. }` with items in it.
    pub(super) fn item_block(&mut self) -> Parsed<(&'a [Attribute<'a>], &'a [Item<'a>])> {
        self.expect("{")?;
        let inner = self.inner_attrs()?;
        let mut items = self.vec();
        while !self.eat("}") {
            items.push(self.item()?);
        }
        Ok((inner, items.into_bump_slice()))
    }

    fn macro_item(&mut self) -> Parsed<ItemKind<'a>> {
        if self.kind() != Some(TokenKind::Word) && self.peek() != "::" {
            return self.fail();
        }
        let path: Path<'a> = self.path(Style::Names)?;
        let mac = self.macro_call(path)?;
        let semi = self.eat(";");
        Ok(ItemKind::Macro(self.keep(mac), semi))
    }
}
