//! `quote!`: a template that reads as its output.
//!
//! `#name` inserts a value, `#(..)*` repeats for each item of the iterators or slices named within, `#(..),*` with
//! something between. The technique is that of the `quote` crate: each token is looked at with its neighbours, so
//! that templates of any length need no recursion.

/// Code of a template.
macro_rules! quote {
    () => { $crate::bindgen::code::Code::new() };
    ($($token:tt)*) => {{
        let mut _code = $crate::bindgen::code::Code::with_room();
        $crate::bindgen::code::quote_each!{ _code $($token)* }
        _code
    }};
}

/// Adds all tokens of a template.
macro_rules! quote_each {
    ($code:ident $($token:tt)*) => {
        $crate::bindgen::code::quote_of!{ $code
            (@ @ @ @ @ @ $($token)*)
            (@ @ @ @ @ $($token)* @)
            (@ @ @ @ $($token)* @ @)
            (@ @ @ $(($token))* @ @ @)
            (@ @ $($token)* @ @ @ @)
            (@ $($token)* @ @ @ @ @)
            ($($token)* @ @ @ @ @ @)
        }
    };
}

/// Adds each token, seen with three before and three behind it.
macro_rules! quote_of {
    ($code:ident
        ($($b3:tt)*) ($($b2:tt)*) ($($b1:tt)*) ($($here:tt)*) ($($a1:tt)*) ($($a2:tt)*) ($($a3:tt)*)
    ) => {
        $( $crate::bindgen::code::quote_one!{ $code $b3 $b2 $b1 $here $a1 $a2 $a3 } )*
    };
}

/// Adds one token, or what stands for it.
macro_rules! quote_one {
    ($code:ident $b3:tt $b2:tt $b1:tt @ $a1:tt $a2:tt $a3:tt) => {};

    // `#(..)*`
    ($code:ident $b3:tt $b2:tt $b1:tt (#) ( $($inner:tt)* ) * $a3:tt) => {{
        #[allow(unused_imports, reason = "which of them is used depends on what is repeated")]
        use $crate::bindgen::code::repeat::*;
        $crate::bindgen::code::quote_vars!{ quote_start () $($inner)* }
        loop {
            $crate::bindgen::code::quote_vars!{ quote_next () $($inner)* }
            $crate::bindgen::code::quote_each!{ $code $($inner)* }
        }
    }};
    ($code:ident $b3:tt $b2:tt # (( $($inner:tt)* )) * $a2:tt $a3:tt) => {};
    ($code:ident $b3:tt # ( $($inner:tt)* ) (*) $a1:tt $a2:tt $a3:tt) => {};

    // `#(..),*`
    ($code:ident $b3:tt $b2:tt $b1:tt (#) ( $($inner:tt)* ) $between:tt *) => {{
        #[allow(unused_imports, reason = "which of them is used depends on what is repeated")]
        use $crate::bindgen::code::repeat::*;
        let mut _first = true;
        $crate::bindgen::code::quote_vars!{ quote_start () $($inner)* }
        loop {
            $crate::bindgen::code::quote_vars!{ quote_next () $($inner)* }
            if !_first {
                $crate::bindgen::code::quote_one!{ $code @ @ @ ($between) @ @ @ }
            }
            _first = false;
            $crate::bindgen::code::quote_each!{ $code $($inner)* }
        }
    }};
    ($code:ident $b3:tt $b2:tt # (( $($inner:tt)* )) $between:tt * $a3:tt) => {};
    ($code:ident $b3:tt # ( $($inner:tt)* ) ($between:tt) * $a2:tt $a3:tt) => {};
    ($code:ident # ( $($inner:tt)* ) $between:tt (*) $a1:tt $a2:tt $a3:tt) => {};

    // `#name`
    ($code:ident $b3:tt $b2:tt $b1:tt (#) $name:ident $a2:tt $a3:tt) => {
        $crate::bindgen::code::Emit::emit(&$name, &mut $code);
    };
    ($code:ident $b3:tt $b2:tt # ($name:ident) $a1:tt $a2:tt $a3:tt) => {};

    // What is in delimiters.
    ($code:ident $b3:tt $b2:tt $b1:tt (( $($inner:tt)* )) $a1:tt $a2:tt $a3:tt) => {
        $code.push("( ");
        $crate::bindgen::code::quote_each!{ $code $($inner)* }
        $code.push(") ");
    };
    ($code:ident $b3:tt $b2:tt $b1:tt ([ $($inner:tt)* ]) $a1:tt $a2:tt $a3:tt) => {
        $code.push("[ ");
        $crate::bindgen::code::quote_each!{ $code $($inner)* }
        $code.push("] ");
    };
    ($code:ident $b3:tt $b2:tt $b1:tt ({ $($inner:tt)* }) $a1:tt $a2:tt $a3:tt) => {
        $code.push("{ ");
        $crate::bindgen::code::quote_each!{ $code $($inner)* }
        $code.push("} ");
    };

    ($code:ident $b3:tt $b2:tt $b1:tt ($here:tt) $a1:tt $a2:tt $a3:tt) => {
        $code.push(concat!(stringify!($here), " "));
    };
}

/// Does something with each `#name` of a template: `quote_start` or `quote_next`.
macro_rules! quote_vars {
    ($what:ident () $($token:tt)*) => {
        $crate::bindgen::code::quote_vars_of!{ $what (@ $($token)*) ($($token)* @) }
    };
}

/// Finds the names: what follows a `#`, in any depth.
macro_rules! quote_vars_of {
    ($what:ident ($($before:tt)*) ($($here:tt)*)) => {
        $( $crate::bindgen::code::quote_vars_of!{ @ $what $before $here } )*
    };
    (@ $what:ident $before:tt ( $($inner:tt)* )) => {
        $crate::bindgen::code::quote_vars!{ $what () $($inner)* }
    };
    (@ $what:ident $before:tt [ $($inner:tt)* ]) => {
        $crate::bindgen::code::quote_vars!{ $what () $($inner)* }
    };
    (@ $what:ident $before:tt { $($inner:tt)* }) => {
        $crate::bindgen::code::quote_vars!{ $what () $($inner)* }
    };
    (@ quote_start # $name:ident) => { $crate::bindgen::code::quote_start!{ $name } };
    (@ quote_next # $name:ident) => { $crate::bindgen::code::quote_next!{ $name } };
    (@ $what:ident $before:tt $here:tt) => {};
}

/// Makes an iterator of what is repeated.
macro_rules! quote_start {
    ($name:ident) => {
        #[allow(unused_mut, reason = "a value that is the same each time does not change")]
        let mut $name = $name.repeated();
    };
}

/// Takes the next item of what is repeated.
macro_rules! quote_next {
    ($name:ident) => {
        let $name = match $name.next() {
            Some(item) => $crate::bindgen::code::repeat::Repeated(item),
            None => break,
        };
    };
}

pub(in crate::bindgen) use {
    quote, quote_each, quote_next, quote_of, quote_one, quote_start, quote_vars, quote_vars_of,
};

/// What may be repeated, and how it is.
///
/// A method is looked for by value first, then behind a reference: so an iterator is itself, a list is its items, and
/// anything else is the same each time.
pub(in crate::bindgen) mod repeat {
    use crate::bindgen::code::{Code, Emit};

    /// An item that a template names, perhaps more than once.
    pub(in crate::bindgen) struct Repeated<T>(pub(in crate::bindgen) T);

    impl<T> Repeated<T> {
        /// The item once more, for a template that names it again.
        #[allow(clippy::unnecessary_wraps, reason = "it takes the place of an iterator's")]
        pub(in crate::bindgen) fn next(self) -> Option<T> {
            Some(self.0)
        }
    }

    impl<T: Emit> Emit for Repeated<T> {
        fn emit(&self, code: &mut Code) {
            self.0.emit(code);
        }
    }

    /// Iterators.
    pub(in crate::bindgen) trait RepeatIterator: Iterator + Sized {
        /// Itself.
        fn repeated(self) -> Self {
            self
        }
    }

    impl<T: Iterator> RepeatIterator for T {}

    /// Lists.
    pub(in crate::bindgen) trait RepeatList {
        /// An item.
        type Item;
        /// Its items.
        fn repeated(&self) -> std::slice::Iter<'_, Self::Item>;
    }

    impl<T> RepeatList for [T] {
        type Item = T;
        fn repeated(&self) -> std::slice::Iter<'_, T> {
            self.iter()
        }
    }

    impl<T> RepeatList for Vec<T> {
        type Item = T;
        fn repeated(&self) -> std::slice::Iter<'_, T> {
            self.iter()
        }
    }

    /// One value, as often as the others last.
    pub(in crate::bindgen) trait RepeatValue {
        /// The value again and again.
        fn repeated(&self) -> std::iter::Repeat<&Self> {
            std::iter::repeat(self)
        }
    }

    impl RepeatValue for Code {}
    impl RepeatValue for crate::bindgen::ident::RustIdent {}
    impl<T: Emit> RepeatValue for Option<T> {}
}
