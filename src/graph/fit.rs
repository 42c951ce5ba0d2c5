//! Does this export fit that import, and if not, where do they part.
//!
//! The relation is that of the component model as engines implement it: an interface may export more than is
//! imported; functions and types of values must be equal, names included; resources must be the same resource.

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::maps::HashSet;
use crate::base::names::WitName;
use crate::graph::node::{Interface, Member, Shape};
use crate::graph::wit::Spot;
use crate::graph::{Item, TypeGraph};

/// One end of a wire: an import or an export, in its graph.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// The graph of the component.
    pub graph: &'a TypeGraph,
    /// The import or export.
    pub item: &'a Item,
}

/// One place where an export parts from the import that it should fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How to get there: a function or type, a parameter or field, and so on.
    pub path: Vec<WitName>,
    /// Where it is in the import, from narrow to wide: text may not show all of them.
    pub wanted: Vec<Spot>,
    /// Where it is in the export, from narrow to wide.
    pub given: Vec<Spot>,
    /// What differs.
    pub parting: Parting,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// One is a function, the other an interface, or a type.
    Kind,
    /// The export has no such function.
    NoFunc,
    /// The export has no such type.
    NoType,
    /// One is an `async func`, the other is not.
    Sync,
    /// The import's function has a parameter, or its record a field, that the export's has not.
    Lacks,
    /// The export's has one that the import's has not.
    Extra,
    /// The same parameters, fields, cases or flags in another order.
    Order,
    /// One function returns something, the other does not.
    Result,
    /// Different types.
    Type(TypeIx, TypeIx),
    /// Two resources, of the same name or not.
    Resource(TypeIx, TypeIx),
}

impl Difference {
    /// Whether the import wants something that the export simply does not have.
    pub fn is_missing(&self) -> bool {
        match self.parting {
            Parting::NoFunc | Parting::NoType => true,
            Parting::Kind
            | Parting::Sync
            | Parting::Lacks
            | Parting::Extra
            | Parting::Order
            | Parting::Result
            | Parting::Type(..)
            | Parting::Resource(..) => false,
        }
    }
}

/// Every difference that keeps `given` from standing in for `wanted`; none if it fits. `same` says whether a resource
/// of `wanted` is the resource of `given`: where they come from is not in the types.
pub fn fit(wanted: End<'_>, given: End<'_>, same: &dyn Fn(TypeIx, TypeIx) -> bool) -> Vec<Difference> {
    let mut fitting = Fitting {
        wanted: wanted.graph,
        given: given.graph,
        same,
        seen: HashSet::default(),
        path: Vec::new(),
        found: Vec::new(),
    };
    fitting.item(wanted.item, given.item);
    fitting.found
}

struct Fitting<'a> {
    wanted: &'a TypeGraph,
    given: &'a TypeGraph,
    same: &'a dyn Fn(TypeIx, TypeIx) -> bool,
    /// Pairs of named types that were compared: what differs in them is told once.
    seen: HashSet<(TypeIx, TypeIx)>,
    path: Vec<WitName>,
    found: Vec<Difference>,
}

/// Where in both texts the comparison is, from wide to narrow.
#[derive(Clone, Debug, Default)]
struct At {
    wanted: Vec<Spot>,
    given: Vec<Spot>,
}

impl At {
    fn and(&self, wanted: Spot, given: Spot) -> At {
        let mut at = self.clone();
        at.wanted.push(wanted);
        at.given.push(given);
        at
    }
}

impl Fitting<'_> {
    fn item(&mut self, wanted: &Item, given: &Item) {
        let at = At::default().and(Spot::Item, Spot::Item);
        match (wanted, given) {
            (Item::Interface(wanted), Item::Interface(given)) => self.interface(wanted, given, &at),
            (Item::Func(wanted), Item::Func(given)) => self.func(*wanted, *given, &at),
            (Item::Type(wanted), Item::Type(given)) => self.ty(*wanted, *given, &at),
            (Item::Interface(_) | Item::Func(_) | Item::Type(_), _) => self.differ(Parting::Kind, &at),
        }
    }

    fn interface(&mut self, wanted: &Interface, given: &Interface, at: &At) {
        for (name, ty) in &wanted.types {
            self.path.push(name.clone());
            match given.types.get(name) {
                Some(other) => {
                    let at = at.and(Spot::Type(*ty), Spot::Type(*other));
                    self.ty(*ty, *other, &at);
                }
                None => self.differ_in_wanted(Parting::NoType, at, Spot::Type(*ty)),
            }
            self.path.pop();
        }
        for func in &wanted.funcs {
            let name = &self.wanted.funcs[*func].wire_name;
            let other = given.funcs.iter().find(|other| self.given.funcs[**other].wire_name == *name);
            self.path.push(name.clone());
            match other {
                Some(other) => self.func(*func, *other, at),
                None => self.differ_in_wanted(Parting::NoFunc, at, Spot::Func(*func)),
            }
            self.path.pop();
        }
    }

    fn func(&mut self, wanted: FuncIx, given: FuncIx, at: &At) {
        let (left, right) = (&self.wanted.funcs[wanted], &self.given.funcs[given]);
        let at = at.and(Spot::Func(wanted), Spot::Func(given));
        if left.sync != right.sync {
            self.differ(Parting::Sync, &at);
        }
        let params = Members {
            wanted: left.params.iter().map(|(name, ty)| (name, Some(*ty))).collect(),
            given: right.params.iter().map(|(name, ty)| (name, Some(*ty))).collect(),
            wanted_spot: &|slot| Spot::Param(wanted, slot),
            given_spot: &|slot| Spot::Param(given, slot),
        };
        self.members(&params, &at);
        match (left.result, right.result) {
            (Some(left), Some(right)) => {
                self.ty(left, right, &at.and(Spot::Result(wanted), Spot::Result(given)));
            }
            (None, None) => {}
            (Some(_), None) => self.differ_in_wanted(Parting::Result, &at, Spot::Result(wanted)),
            (None, Some(_)) => {
                let mut at = at;
                at.given.push(Spot::Result(given));
                self.differ(Parting::Result, &at);
            }
        }
    }

    fn ty(&mut self, wanted: TypeIx, given: TypeIx, at: &At) {
        let (wanted, given) = (self.wanted.resolved(wanted), self.given.resolved(given));
        let (left, right) = (self.wanted.node(wanted), self.given.node(given));
        let mut at = at.clone();
        if left.name.is_some() && right.name.is_some() {
            if !self.seen.insert((wanted, given)) {
                return;
            }
            at = at.and(Spot::Type(wanted), Spot::Type(given));
        }
        if !same_shape(&left.shape, &right.shape) {
            self.differ(Parting::Type(wanted, given), &at);
            return;
        }
        match (named_members(&left.shape), named_members(&right.shape)) {
            (Some(left), Some(right)) => self.named_parts((wanted, left), (given, right), &at),
            (None, _) | (_, None) => self.parts(wanted, given, &at),
        }
    }

    /// The fields, cases or flags of two types of the same kind.
    fn named_parts(&mut self, wanted: (TypeIx, &[Member]), given: (TypeIx, &[Member]), at: &At) {
        let part = |graph: &TypeGraph, ty, members: &[Member]| -> Vec<Option<TypeIx>> {
            (0..).zip(members).map(|(slot, _)| graph.child(ty, slot)).collect()
        };
        let left = part(self.wanted, wanted.0, wanted.1);
        let right = part(self.given, given.0, given.1);
        let members = Members {
            wanted: wanted.1.iter().map(|member| &member.name).zip(left).collect(),
            given: given.1.iter().map(|member| &member.name).zip(right).collect(),
            wanted_spot: &|slot| Spot::Member(wanted.0, slot),
            given_spot: &|slot| Spot::Member(given.0, slot),
        };
        self.members(&members, at);
    }

    fn members(&mut self, members: &Members<'_>, at: &At) {
        let mut positions = Vec::new();
        for (slot, (name, ty)) in (0..).zip(&members.wanted) {
            self.path.push((*name).clone());
            let found = (0..).zip(&members.given).find(|(_, (other, _))| other == name);
            match found {
                Some((other_slot, (_, other))) => {
                    positions.push(other_slot);
                    let at = at.and((members.wanted_spot)(slot), (members.given_spot)(other_slot));
                    self.payload(*ty, *other, &at);
                }
                None => self.differ_in_wanted(Parting::Lacks, at, (members.wanted_spot)(slot)),
            }
            self.path.pop();
        }
        for (slot, (name, _)) in (0..).zip(&members.given) {
            if !members.wanted.iter().any(|(other, _)| other == name) {
                self.path.push((*name).clone());
                let mut at = at.clone();
                at.given.push((members.given_spot)(slot));
                self.differ(Parting::Extra, &at);
                self.path.pop();
            }
        }
        if !positions.is_sorted() {
            self.differ(Parting::Order, at);
        }
    }

    /// What a field or case holds; a case may hold nothing.
    fn payload(&mut self, wanted: Option<TypeIx>, given: Option<TypeIx>, at: &At) {
        match (wanted, given) {
            (Some(wanted), Some(given)) => self.ty(wanted, given, at),
            (None, None) => {}
            (Some(_), None) => self.differ(Parting::Lacks, at),
            (None, Some(_)) => self.differ(Parting::Extra, at),
        }
    }

    /// The parts of two types of the same kind that have no names: elements, payloads, resources.
    fn parts(&mut self, wanted: TypeIx, given: TypeIx, at: &At) {
        if self.wanted.node(wanted).shape == Shape::Resource {
            if !(self.same)(wanted, given) {
                self.differ(Parting::Resource(wanted, given), at);
            }
            return;
        }
        let slots = self.wanted.slots(wanted);
        if slots != self.given.slots(given) {
            self.differ(Parting::Type(wanted, given), at);
            return;
        }
        let parts = self.wanted.children(wanted).into_iter().zip(self.given.children(given));
        for (wanted, given) in parts {
            self.ty(wanted, given, at);
        }
    }

    fn differ(&mut self, parting: Parting, at: &At) {
        let narrow_first = |spots: &[Spot]| spots.iter().rev().copied().collect();
        self.found.push(Difference {
            path: self.path.clone(),
            wanted: narrow_first(&at.wanted),
            given: narrow_first(&at.given),
            parting,
        });
    }

    fn differ_in_wanted(&mut self, parting: Parting, at: &At, spot: Spot) {
        let mut at = at.clone();
        at.wanted.push(spot);
        self.differ(parting, &at);
    }
}

/// Two lists of named things, and how a position in them is pointed at.
struct Members<'a> {
    wanted: Vec<(&'a WitName, Option<TypeIx>)>,
    given: Vec<(&'a WitName, Option<TypeIx>)>,
    wanted_spot: &'a dyn Fn(u32) -> Spot,
    given_spot: &'a dyn Fn(u32) -> Spot,
}

/// Whether two types are of one kind, what they are made of aside.
fn same_shape(wanted: &Shape, given: &Shape) -> bool {
    if named_members(wanted).is_some() {
        return std::mem::discriminant(wanted) == std::mem::discriminant(given);
    }
    wanted == given
}

fn named_members(shape: &Shape) -> Option<&[Member]> {
    match shape {
        Shape::Record(members) | Shape::Variant(members) | Shape::Enum(members) | Shape::Flags(members) => {
            Some(members)
        }
        Shape::Prim(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => None,
    }
}
