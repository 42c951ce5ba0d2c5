//! `Cx`: what one run of the printer remembers.

use crate::bindgen::print::hash::BuildQuick;
use crate::bindgen::print::macros::MacroArgs;
use crate::bindgen::print::shape::{MAX_WIDTH, Shape, WIDTHS};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// As what a node is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// An expression inside another.
    Expr,
    /// An expression as a statement or match arm.
    Statement,
    /// A type.
    Type,
    /// A pattern.
    Pat,
}

/// What a node looks like in a shape, `None` if it does not fit there.
type Layouts = HashMap<(usize, Role, Shape), Option<Rc<str>>, BuildQuick>;

/// The memory of one run: every node is laid out once for each shape it is tried in.
#[derive(Default)]
pub(super) struct Cx {
    /// Columns beyond rustfmt's width for a head rustfmt would give up on.
    extra: Cell<usize>,
    unknown: Cell<bool>,
    nodes: RefCell<Layouts>,
    blocks: RefCell<HashMap<(usize, usize), Rc<str>, BuildQuick>>,
    macros: RefCell<HashMap<usize, Rc<MacroArgs>, BuildQuick>>,
}

impl Cx {
    /// The width of a line in the head of an item.
    pub(super) fn max(&self) -> usize {
        MAX_WIDTH + self.extra.get()
    }

    /// The layout at rustfmt's width, or at the first greater one that works.
    ///
    /// rustfmt leaves alone what it cannot lay out, so any form will do.
    pub(super) fn lenient<T>(&self, layout: impl Fn() -> Option<T>) -> Option<T> {
        let outer = self.extra.get();
        let result = WIDTHS.iter().find_map(|width| {
            self.extra.set(width - MAX_WIDTH);
            layout()
        });
        self.extra.set(outer);
        result
    }

    /// Notes that a node has no layout here, so that its item goes to prettyplease.
    pub(super) fn unknown<T>(&self) -> Option<T> {
        self.unknown.set(true);
        None
    }

    /// Whether an unknown node was met since the last call.
    pub(super) fn take_unknown(&self) -> bool {
        self.unknown.replace(false)
    }

    /// Puts the note of an unknown node back.
    pub(super) fn set_unknown(&self, unknown: bool) {
        self.unknown.set(unknown);
    }

    /// The layout of a node in a shape, computed at most once.
    pub(super) fn node<T>(
        &self,
        node: &T,
        role: Role,
        shape: Shape,
        layout: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        let key = (address(node), role, shape);
        if let Some(known) = self.nodes.borrow().get(&key) {
            return known.as_deref().map(str::to_owned);
        }
        let text = layout();
        self.nodes.borrow_mut().insert(key, text.as_deref().map(Rc::from));
        text
    }

    /// The statements of a block at an indent, laid out at most once.
    pub(super) fn block<T>(&self, node: &T, indent: usize, layout: impl FnOnce() -> String) -> Rc<str> {
        let key = (address(node), indent);
        if let Some(known) = self.blocks.borrow().get(&key) {
            return known.clone();
        }
        let text: Rc<str> = Rc::from(layout());
        self.blocks.borrow_mut().insert(key, text.clone());
        text
    }

    /// The arguments of a macro call, parsed at most once.
    pub(super) fn macro_args<T>(&self, node: &T, parse: impl FnOnce() -> MacroArgs) -> Rc<MacroArgs> {
        let key = address(node);
        if let Some(known) = self.macros.borrow().get(&key) {
            return known.clone();
        }
        let args = Rc::new(parse());
        self.macros.borrow_mut().insert(key, args.clone());
        args
    }
}

/// The syntax tree does not move while it is printed, so an address identifies a node.
fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}
