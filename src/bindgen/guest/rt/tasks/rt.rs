//! Piece of the generated run-time part: the paths by which wit-bindgen has it.

pub mod rt {
    pub use super::*;

    pub mod async_support {
        pub use super::super::*;
    }
}
