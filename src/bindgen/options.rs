//! What the user may choose about the generated code, and what the other stages add to it.

/// How the functions that a guest implements take what has memory of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Params {
    /// As `String`, `Vec<T>` and the like, which are the guest's to keep.
    #[default]
    Owned,
    /// As `&str`, `&[T]` and views of records, which are there until the call ends and cost no allocation.
    Borrowed,
}

/// How a world is bound.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The first lines of the file: what made it.
    pub header: String,
    /// The world in the form wit-component reads from a custom section of the core module.
    pub component_type: Vec<u8>,
    /// Tells this world's custom section from those of other worlds in the same module.
    pub section_name: String,
    /// How exports take their parameters.
    pub params: Params,
}
