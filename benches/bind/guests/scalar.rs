//! The least that a guest can do.

mod bindings {
    include!(env!("BINDINGS"));
}

struct Scalar;

impl bindings::Guest for Scalar {
    fn add(a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }
}

bindings::export!(Scalar with_types_in bindings);
