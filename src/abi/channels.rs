//! Futures and streams: which of them a function mentions, and the core functions that work on their ends.

use crate::base::ids::TypeIx;
use crate::graph::TypeGraph;
use crate::graph::node::{Func, Shape};

/// A future or a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelKind {
    /// One value.
    Future,
    /// Any number of them.
    Stream,
}

impl ChannelKind {
    /// The WIT keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            ChannelKind::Future => "future",
            ChannelKind::Stream => "stream",
        }
    }

    /// What a type is, if it is one of them.
    pub fn of(shape: &Shape) -> Option<Self> {
        match shape {
            Shape::Future => Some(ChannelKind::Future),
            Shape::Stream => Some(ChannelKind::Stream),
            Shape::Prim(_)
            | Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::List
            | Shape::FixedList(_)
            | Shape::Map
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::ErrorContext
            | Shape::Alias => None,
        }
    }
}

/// What is done with the ends of a future or a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the intrinsic of its name")]
pub enum Intrinsic {
    New,
    Read,
    Write,
    CancelRead,
    CancelWrite,
    DropReadable,
    DropWritable,
}

impl Intrinsic {
    /// All of them.
    pub const ALL: [Intrinsic; 7] = [
        Intrinsic::New,
        Intrinsic::Read,
        Intrinsic::Write,
        Intrinsic::CancelRead,
        Intrinsic::CancelWrite,
        Intrinsic::DropReadable,
        Intrinsic::DropWritable,
    ];

    /// As core names have it.
    pub fn name(self) -> &'static str {
        match self {
            Intrinsic::New => "new",
            Intrinsic::Read => "read",
            Intrinsic::Write => "write",
            Intrinsic::CancelRead => "cancel-read",
            Intrinsic::CancelWrite => "cancel-write",
            Intrinsic::DropReadable => "drop-readable",
            Intrinsic::DropWritable => "drop-writable",
        }
    }

    /// The name of the core import, for the future or stream that function `func` mentions as the `index`th. Reading
    /// and writing don't block; cancelling does, since what is cancelled must be over when its memory is released.
    pub fn link_name(self, kind: ChannelKind, index: usize, func: &str) -> String {
        let prefix = match self {
            Intrinsic::Read | Intrinsic::Write => "[async-lower]",
            Intrinsic::New
            | Intrinsic::CancelRead
            | Intrinsic::CancelWrite
            | Intrinsic::DropReadable
            | Intrinsic::DropWritable => "",
        };
        format!("{prefix}[{}-{}-{index}]{func}", kind.keyword(), self.name())
    }
}

/// Every mention of a future or stream in the parameters and the result of `func`, what is inside first. The place in
/// this list is the number by which core names tell them apart.
pub(super) fn channels(graph: &TypeGraph, func: &Func) -> Vec<TypeIx> {
    let mut found = Vec::new();
    for ty in func.params.iter().map(|(_, ty)| *ty).chain(func.result) {
        collect(graph, ty, &mut found);
    }
    found
}

fn collect(graph: &TypeGraph, ty: TypeIx, found: &mut Vec<TypeIx>) {
    match &graph.node(ty).shape {
        // Handles to resources mention nothing.
        Shape::Resource | Shape::Own | Shape::Borrow => {}
        Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => {
            for part in graph.children(ty) {
                collect(graph, part, found);
            }
            if ChannelKind::of(&graph.node(ty).shape).is_some() {
                found.push(ty);
            }
        }
    }
}
