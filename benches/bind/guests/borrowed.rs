//! Looks at what it is lent: for `witc bind --params borrowed`.

mod bindings {
    include!(env!("BINDINGS"));
}

include!("count.rs");

use bindings::_rt::Text;
use bindings::exports::bench::borrowed::counts::{Guest, ItemRef};

struct Borrowed;

impl Guest for Borrowed {
    fn count_strings(b: &[Text<'_>]) -> u32 {
        b.iter().map(|text| text.len() as u32).sum()
    }

    fn count_items(b: &[ItemRef<'_>]) -> u32 {
        b.iter().filter(|item| item.completed).count() as u32
    }
}

impl bindings::exports::bench::borrowed::stats::Guest for Borrowed {
    fn get() -> (u64, u64, u64, u64) {
        counted()
    }
}

bindings::export!(Borrowed with_types_in bindings);
