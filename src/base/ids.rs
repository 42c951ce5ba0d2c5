//! Ids are `u32` newtypes; a `Table` is a vector that only its own id can index.

use std::fmt::{self, Debug, Display};
use std::marker::PhantomData;

/// An id: a dense index, starting at 0.
pub trait Ix: Copy + Eq + Ord + Debug {
    /// The id of row `index`. Rows beyond `u32::MAX` cannot be made from input that fits in memory.
    fn from_index(index: usize) -> Self;
    /// The row this id names.
    fn index(self) -> usize;
}

/// Declares an id type.
macro_rules! id {
    ($(#[$docs:meta])* $name:ident, $prefix:literal) => {
        $(#[$docs])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Ix for $name {
            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Debug::fmt(self, f)
            }
        }
    };
}

id!(
    /// A type of a `TypeGraph`.
    TypeIx,
    "t"
);
id!(
    /// A function of a `TypeGraph`.
    FuncIx,
    "f"
);
id!(
    /// A component that takes part in a `LinkPlan`.
    ComponentIx,
    "c"
);
id!(
    /// An instance that a `LinkPlan` creates.
    InstanceIx,
    "i"
);
id!(
    /// An import of the component that a `LinkPlan` describes.
    ImportIx,
    "m"
);
id!(
    /// A file of `Sources`.
    FileIx,
    "file"
);
id!(
    /// A package of WIT text.
    PackageIx,
    "package"
);
id!(
    /// A file or nested package of WIT text.
    UnitIx,
    "unit"
);
id!(
    /// An interface or world of WIT text.
    ScopeIx,
    "scope"
);
id!(
    /// A type of WIT text that has a name.
    DeclIx,
    "decl"
);
id!(
    /// Files of the front end that are parsed together: those of one package.
    GroupIx,
    "g"
);
id!(
    /// Files that are at hand, whether or not they are needed.
    OfferIx,
    "o"
);

id!(
    /// A node of a `Picture`.
    NodeIx,
    "n"
);
id!(
    /// A frame of a `Picture`.
    FrameIx,
    "g"
);
id!(
    /// An edge of a `Picture`.
    EdgeIx,
    "e"
);
id!(
    /// What has a place in one column of a picture's layout.
    CellIx,
    "cell"
);

/// Rows indexed by one kind of id, in the order they were pushed.
#[derive(Clone)]
pub struct Table<I, T> {
    rows: Vec<T>,
    ids: PhantomData<I>,
}

impl<I: Ix, T> Table<I, T> {
    /// A table without rows.
    pub fn new() -> Self {
        Self { rows: Vec::new(), ids: PhantomData }
    }

    /// A table with room for so many rows.
    pub fn with_room(count: usize) -> Self {
        Self { rows: Vec::with_capacity(count), ids: PhantomData }
    }

    /// Adds a row and returns its id.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    /// Gives back the memory that is kept for more rows.
    pub fn shrink_to_fit(&mut self) {
        self.rows.shrink_to_fit();
    }

    /// The row of `id`, if this table has it.
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.index())
    }

    /// The row of `id`, to be changed.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        self.rows.get_mut(id.index())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(index, row)| (I::from_index(index), row))
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// All rows, in order.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.rows.into_iter()
    }

    /// The rows, in the order of their ids.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.iter()
    }
}

/// An id is only ever made by the table it indexes, so indexing cannot miss.
impl<I: Ix, T> std::ops::Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Ix, T> std::ops::IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}

impl<I: Ix, T> Default for Table<I, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I: Ix, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        Self { rows: rows.into_iter().collect(), ids: PhantomData }
    }
}

impl<I: Ix, T: Debug> Debug for Table<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
