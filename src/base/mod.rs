//! What every stage may use: ids, names, places in source text, and gathered problems.

/// What was found wrong with texts, and how it can be mended.
pub mod finding;
/// Work that may panic in a library.
pub mod guard;
/// The largest part of a row that passes.
pub mod halves;
/// `u32` newtypes and the tables they index.
pub mod ids;
/// Maps with a fast hash.
pub mod maps;
/// Names, parsed once where they enter.
pub mod names;
/// Which known name was meant.
pub mod near;
/// Errors gathered instead of thrown.
pub mod problems;
/// Names in commands that the user may copy.
pub mod shell;
/// Source files and places in them.
pub mod source;
/// Work that several threads share.
pub mod threads;
/// What both readers produce: a world, resolved.
pub mod world;
