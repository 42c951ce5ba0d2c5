//! Piece of the generated run-time part: sets of flags.

/// A set of flags, with what the `bitflags` crate would give it.
macro_rules! flags {
    (
        $(#[$docs:meta])*
        pub struct $name:ident: $bits:ty {
            $($(#[$flag_docs:meta])* const $flag:ident = $value:expr;)*
        }
    ) => {
        $(#[$docs])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name {
            bits: $bits,
        }

        #[allow(dead_code)]
        impl $name {
            $($(#[$flag_docs])* pub const $flag: Self = Self { bits: $value };)*

            /// No flag.
            pub const fn empty() -> Self {
                Self { bits: 0 }
            }

            /// Every flag that has a name.
            pub const fn all() -> Self {
                Self { bits: 0 $(| Self::$flag.bits)* }
            }

            /// Flag `n` of the WIT is bit `n`.
            pub const fn bits(&self) -> $bits {
                self.bits
            }

            /// `None` if a bit has no name.
            pub const fn from_bits(bits: $bits) -> ::core::option::Option<Self> {
                if bits & !Self::all().bits == 0 {
                    ::core::option::Option::Some(Self { bits })
                } else {
                    ::core::option::Option::None
                }
            }

            /// Bits without a name are left out.
            pub const fn from_bits_truncate(bits: $bits) -> Self {
                Self { bits: bits & Self::all().bits }
            }

            /// Bits without a name are kept.
            pub const fn from_bits_retain(bits: $bits) -> Self {
                Self { bits }
            }

            /// Each flag's name in capitals and the flag, of those that are set.
            pub fn iter_names(&self) -> impl ::core::iter::Iterator<Item = (&'static str, Self)> + use<> {
                let set = *self;
                [$((stringify!($flag), Self::$flag)),*].into_iter().filter(move |flag| set.contains(flag.1))
            }

            /// The flags that are set, one by one.
            pub fn iter(&self) -> impl ::core::iter::Iterator<Item = Self> + use<> {
                self.iter_names().map(|flag| flag.1)
            }

            pub const fn is_empty(&self) -> bool {
                self.bits == 0
            }

            pub const fn is_all(&self) -> bool {
                self.contains(Self::all())
            }

            pub const fn contains(&self, other: Self) -> bool {
                self.bits & other.bits == other.bits
            }

            pub const fn intersects(&self, other: Self) -> bool {
                self.bits & other.bits != 0
            }

            pub fn insert(&mut self, other: Self) {
                self.bits |= other.bits;
            }

            pub fn remove(&mut self, other: Self) {
                self.bits &= !other.bits;
            }

            pub fn toggle(&mut self, other: Self) {
                self.bits ^= other.bits;
            }

            pub fn set(&mut self, other: Self, value: bool) {
                if value {
                    self.insert(other);
                } else {
                    self.remove(other);
                }
            }

            pub const fn union(self, other: Self) -> Self {
                Self { bits: self.bits | other.bits }
            }

            pub const fn intersection(self, other: Self) -> Self {
                Self { bits: self.bits & other.bits }
            }

            pub const fn difference(self, other: Self) -> Self {
                Self { bits: self.bits & !other.bits }
            }

            pub const fn symmetric_difference(self, other: Self) -> Self {
                Self { bits: self.bits ^ other.bits }
            }

            pub const fn complement(self) -> Self {
                Self { bits: !self.bits & Self::all().bits }
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(concat!(stringify!($name), "("))?;
                for (index, (name, _)) in self.iter_names().enumerate() {
                    f.write_str(if index == 0 { "" } else { " | " })?;
                    f.write_str(name)?;
                }
                f.write_str(")")
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::empty()
            }
        }

        impl ::core::ops::BitOr for $name {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl ::core::ops::BitAnd for $name {
            type Output = Self;

            fn bitand(self, other: Self) -> Self {
                self.intersection(other)
            }
        }

        impl ::core::ops::BitXor for $name {
            type Output = Self;

            fn bitxor(self, other: Self) -> Self {
                self.symmetric_difference(other)
            }
        }

        impl ::core::ops::Sub for $name {
            type Output = Self;

            fn sub(self, other: Self) -> Self {
                self.difference(other)
            }
        }

        impl ::core::ops::Not for $name {
            type Output = Self;

            fn not(self) -> Self {
                self.complement()
            }
        }

        impl ::core::ops::BitOrAssign for $name {
            fn bitor_assign(&mut self, other: Self) {
                self.insert(other);
            }
        }

        impl ::core::ops::BitAndAssign for $name {
            fn bitand_assign(&mut self, other: Self) {
                *self = self.intersection(other);
            }
        }

        impl ::core::ops::BitXorAssign for $name {
            fn bitxor_assign(&mut self, other: Self) {
                self.toggle(other);
            }
        }

        impl ::core::ops::SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.remove(other);
            }
        }

        impl ::core::iter::FromIterator<$name> for $name {
            fn from_iter<I: ::core::iter::IntoIterator<Item = Self>>(flags: I) -> Self {
                flags.into_iter().fold(Self::empty(), Self::union)
            }
        }
    };
}
pub(crate) use flags;
