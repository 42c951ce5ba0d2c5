//! What the user may choose about the generated code, and what the other stages add to it.

/// How a world is bound.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The first lines of the file: what made it.
    pub header: String,
    /// The world in the form wit-component reads from a custom section of the core module.
    pub component_type: Vec<u8>,
    /// Tells this world's custom section from those of other worlds in the same module.
    pub section_name: String,
}
