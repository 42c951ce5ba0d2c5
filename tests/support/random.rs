//! Random types and values, the same in every run.

#![allow(clippy::cast_possible_truncation, reason = "random bits are cut to size")]

use std::fmt::Write;

use wasmtime::component::{Type, Val};

/// Stands for a handle in a value that is to be made or has been passed.
pub(crate) fn mark(number: u32) -> Val {
    Val::Enum(format!("#{number}"))
}

/// The number that a handle is marked with.
pub(crate) fn marked(value: &Val) -> Option<u32> {
    let Val::Enum(mark) = value else { return None };
    mark.strip_prefix('#')?.parse().ok()
}

/// Numbers that are the same in every run (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.bits() >> 33) as usize % end
    }

    /// A number of that many bits, often at an edge.
    fn number(&mut self, bits: u32) -> u64 {
        let all = u64::MAX >> (64 - bits);
        match self.below(6) {
            0 => 0,
            1 => all,
            2 => 1 << self.below(bits as usize),
            3 => (1 << (bits - 1)) - 1,
            _ => self.bits() & all,
        }
    }

    fn text(&mut self) -> String {
        let letters = ['a', 'Z', '\0', 'é', '€', '𝄞', '\u{10ffff}'];
        (0..[0, 1, 7, 40][self.below(4)]).map(|_| letters[self.below(letters.len())]).collect()
    }

    /// A value of that type.
    pub(crate) fn value(&mut self, ty: &Type, depth: usize) -> Val {
        let boxed = |this: &mut Self, ty: Option<Type>| ty.map(|ty| Box::new(this.value(&ty, depth + 1)));
        match ty {
            Type::Bool => Val::Bool(self.below(2) == 0),
            Type::S8 => Val::S8(self.number(8) as i8),
            Type::U8 => Val::U8(self.number(8) as u8),
            Type::S16 => Val::S16(self.number(16) as i16),
            Type::U16 => Val::U16(self.number(16) as u16),
            Type::S32 => Val::S32((self.number(32) as u32).cast_signed()),
            Type::U32 => Val::U32(self.number(32) as u32),
            Type::S64 => Val::S64(self.number(64).cast_signed()),
            Type::U64 => Val::U64(self.number(64)),
            Type::Float32 => Val::Float32(f32::from_bits(self.number(32) as u32)),
            Type::Float64 => Val::Float64(f64::from_bits(self.number(64))),
            Type::Char => Val::Char(char::from_u32(self.number(21) as u32).unwrap_or(char::MAX)),
            Type::String => Val::String(self.text()),
            Type::List(list) => {
                let length = self.below(if depth > 2 { 3 } else { 9 });
                Val::List((0..length).map(|_| self.value(&list.ty(), depth + 1)).collect())
            }
            Type::FixedLengthList(list) => {
                Val::FixedLengthList((0..list.len()).map(|_| self.value(&list.ty(), depth + 1)).collect())
            }
            Type::Map(map) => {
                // Keys in order, as the guest's map will have them.
                let keys = (0..self.below(5) as u32).map(|key| Val::U32(key * 7));
                Val::Map(keys.map(|key| (key, self.value(&map.value(), depth + 1))).collect())
            }
            Type::Record(record) => Val::Record(
                record
                    .fields()
                    .map(|field| (field.name.to_owned(), self.value(&field.ty, depth + 1)))
                    .collect(),
            ),
            Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|ty| self.value(&ty, depth + 1)).collect()),
            Type::Variant(variant) => {
                let case = variant.cases().nth(self.below(variant.cases().len())).unwrap();
                Val::Variant(case.name.to_owned(), boxed(self, case.ty))
            }
            Type::Enum(names) => {
                Val::Enum(names.names().nth(self.below(names.names().len())).unwrap().to_owned())
            }
            Type::Option(option) => {
                let some = self.below(if depth > 3 { 9 } else { 3 }) > 0;
                Val::Option(boxed(self, some.then(|| option.ty())))
            }
            Type::Result(result) => {
                if self.below(2) == 0 {
                    Val::Result(Ok(boxed(self, result.ok())))
                } else {
                    Val::Result(Err(boxed(self, result.err())))
                }
            }
            Type::Flags(flags) => {
                Val::Flags(flags.names().filter(|_| self.below(2) == 0).map(str::to_owned).collect())
            }
            Type::Own(_) | Type::Borrow(_) => mark(self.number(32) as u32),
            other @ (Type::Future(_) | Type::Stream(_) | Type::ErrorContext) => {
                panic!("{other:?} was not asked for")
            }
        }
    }
}

/// Types that are being made.
pub(crate) struct Types {
    pub(crate) random: Random,
    /// Those that have a name, as WIT.
    pub(crate) text: String,
    count: usize,
    /// Handles that may be in the types that are made.
    pub(crate) handles: &'static [&'static str],
}

impl Types {
    /// None so far.
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random(seed * 0x9e37_79b9), text: String::new(), count: 0, handles: &[] }
    }

    /// A type without parts.
    fn leaf(&mut self) -> String {
        const PRIMS: [&str; 13] =
            ["bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "string"];
        if !self.handles.is_empty() && self.random.below(4) == 0 {
            return self.handles[self.random.below(self.handles.len())].to_owned();
        }
        PRIMS[self.random.below(13)].to_owned()
    }

    /// A map has no handles in it.
    fn map(&mut self, depth: usize) -> String {
        let handles = std::mem::take(&mut self.handles);
        let value = self.ty(depth - 1);
        self.handles = handles;
        format!("map<u32, {value}>")
    }

    /// A type, nested no deeper than that.
    pub(crate) fn ty(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf();
        }
        match self.random.below(16) {
            0..=2 => self.leaf(),
            3 | 4 => format!("list<{}>", self.ty(depth - 1)),
            5 => format!("option<{}>", self.ty(depth - 1)),
            6 => format!("tuple<{}>", self.types(depth).join(", ")),
            7 => {
                let (ok, err) = (self.ty(depth - 1), self.ty(depth - 1));
                [
                    format!("result<{ok}, {err}>"),
                    format!("result<_, {err}>"),
                    format!("result<{ok}>"),
                    "result".into(),
                ][self.random.below(4)]
                .clone()
            }
            8 => format!("list<{}, {}>", self.ty(depth - 1), 1 + self.random.below(5)),
            9 => self.map(depth),
            10 | 11 => {
                let fields = self.types(depth);
                self.define("record", "f", &fields.into_iter().map(Some).collect::<Vec<_>>())
            }
            12 | 13 => {
                let cases = self.types(depth);
                let cases: Vec<_> =
                    cases.into_iter().map(|ty| (self.random.below(4) > 0).then_some(ty)).collect();
                self.define("variant", "c", &cases)
            }
            14 => {
                let cases = vec![None; 1 + self.random.below(300)];
                self.define("enum", "e", &cases)
            }
            _ => {
                let flags = vec![None; 1 + self.random.below(32)];
                self.define("flags", "b", &flags)
            }
        }
    }

    /// A type deeper than what one function of the bindings carries.
    pub(crate) fn nest(&mut self) -> String {
        let mut ty = self.ty(1);
        for _ in 0..8 + self.random.below(12) {
            ty = match self.random.below(10) {
                0..=2 => format!("option<{ty}>"),
                3 => format!("result<{ty}>"),
                4 => format!("result<{}, {ty}>", self.ty(0)),
                5 => format!("list<{ty}>"),
                6 => format!("tuple<{}, {ty}>", self.ty(0)),
                7 => format!("list<{ty}, 1>"),
                // A map has no handles in it.
                8 if self.handles.is_empty() => format!("map<u32, {ty}>"),
                _ => {
                    let part = self.ty(0);
                    self.define("record", "f", &[Some(part), Some(ty)])
                }
            };
        }
        ty
    }

    fn types(&mut self, depth: usize) -> Vec<String> {
        (0..=self.random.below(5)).map(|_| self.ty(depth - 1)).collect()
    }

    fn define(&mut self, kind: &str, prefix: &str, parts: &[Option<String>]) -> String {
        let name = format!("{kind}{}", self.count);
        self.count += 1;
        let parts = parts.iter().enumerate().map(|(index, ty)| match (ty, kind) {
            (Some(ty), "record") => format!("{prefix}{index}: {ty}"),
            (Some(ty), _) => format!("{prefix}{index}({ty})"),
            (None, _) => format!("{prefix}{index}"),
        });
        let parts: Vec<String> = parts.collect();
        writeln!(self.text, "  {kind} {name} {{ {} }}", parts.join(", ")).unwrap();
        name
    }
}
