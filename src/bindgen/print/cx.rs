//! `Cx`: what one run of the printer remembers.

use crate::bindgen::print::hash::BuildQuick;
use crate::bindgen::print::shape::{MAX_WIDTH, Shape, WIDTHS};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

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

/// What something looks like: known once it was asked for twice.
type Layouts<K, T> = RefCell<HashMap<K, Option<T>, BuildQuick>>;

/// The memory of one run: no node is laid out more than twice for each shape it is tried in.
///
/// Most are tried once. Only the second time is what came out kept, so that nothing is copied for nothing.
#[derive(Default)]
pub(super) struct Cx {
    /// Columns beyond rustfmt's width for a head rustfmt would give up on.
    extra: Cell<usize>,
    unknown: Cell<bool>,
    /// `None` if a node does not fit into a shape.
    nodes: Layouts<(usize, Role, Shape), Option<String>>,
    blocks: Layouts<(usize, usize), String>,
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

    /// Notes that a node has no layout, which is a fault of the generator.
    pub(super) fn unknown<T>(&self) -> Option<T> {
        self.unknown.set(true);
        None
    }

    /// Whether such a node was met since the last call.
    pub(super) fn take_unknown(&self) -> bool {
        self.unknown.replace(false)
    }

    /// The layout of a node in a shape.
    pub(super) fn node<T>(
        &self,
        node: &T,
        role: Role,
        shape: Shape,
        layout: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        remembered(&self.nodes, (address(node), role, shape), layout)
    }

    /// The statements of a block at an indent.
    pub(super) fn block<T>(&self, node: &T, indent: usize, layout: impl FnOnce() -> String) -> String {
        remembered(&self.blocks, (address(node), indent), layout)
    }
}

fn remembered<K: Copy + Eq + Hash, T: Clone>(
    layouts: &Layouts<K, T>,
    key: K,
    layout: impl FnOnce() -> T,
) -> T {
    let was_tried = match layouts.borrow_mut().entry(key) {
        Entry::Occupied(known) => match known.get() {
            Some(known) => return known.clone(),
            None => true,
        },
        Entry::Vacant(place) => {
            place.insert(None);
            false
        }
    };
    let made = layout();
    if was_tried {
        layouts.borrow_mut().insert(key, Some(made.clone()));
    }
    made
}

/// The syntax tree does not move while it is printed, so an address identifies a node.
fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}
