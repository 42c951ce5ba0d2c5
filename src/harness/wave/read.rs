//! A value of a given type, from WAVE.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use wasm_wave::ast::{Node, NodeType};
use wasmtime::component::{Type, Val, types};

use crate::base::maps::IndexMap;
use crate::base::near;
use crate::harness::scope::Scope;
use crate::harness::wave::bound::Use;
use crate::harness::wave::print;
use crate::harness::wit::Names;

/// Text that is a value, but not one of the type that is wanted.
#[derive(Debug)]
pub(in crate::harness) struct Misfit {
    /// What is wrong at the place.
    pub(in crate::harness) what: String,
    /// How such a value is written.
    pub(in crate::harness) advice: Option<String>,
    /// Where it stands in the source.
    pub(in crate::harness) at: Range<usize>,
}

/// Reads values of one source.
pub(in crate::harness) struct Reader<'a> {
    /// The text that the nodes were parsed from.
    pub(in crate::harness) source: &'a str,
    /// How its types are called.
    pub(in crate::harness) names: &'a Names,
    /// What names in it may stand for.
    pub(in crate::harness) scope: &'a Scope,
    /// The names that were used so far.
    pub(in crate::harness) uses: RefCell<Vec<Use>>,
}

pub(super) type Read<T = Val> = Result<T, Misfit>;

impl Reader<'_> {
    /// The value of `node` as a `ty`.
    pub(in crate::harness) fn value(&self, node: &Node, ty: &Type) -> Read {
        if let Some(bound) = self.bound(node, ty) {
            return bound;
        }
        match ty {
            Type::Bool => self.bool(node),
            Type::S8 => self.integer(node, ty, Val::S8, (i8::MIN, i8::MAX)),
            Type::U8 => self.integer(node, ty, Val::U8, (u8::MIN, u8::MAX)),
            Type::S16 => self.integer(node, ty, Val::S16, (i16::MIN, i16::MAX)),
            Type::U16 => self.integer(node, ty, Val::U16, (u16::MIN, u16::MAX)),
            Type::S32 => self.integer(node, ty, Val::S32, (i32::MIN, i32::MAX)),
            Type::U32 => self.integer(node, ty, Val::U32, (u32::MIN, u32::MAX)),
            Type::S64 => self.integer(node, ty, Val::S64, (i64::MIN, i64::MAX)),
            Type::U64 => self.integer(node, ty, Val::U64, (u64::MIN, u64::MAX)),
            Type::Float32 => self.float32(node, ty),
            Type::Float64 => self.float64(node, ty),
            Type::Char => self.char(node, ty),
            Type::String => self.string(node, ty),
            Type::List(list) => Ok(Val::List(self.elements(node, ty, &list.ty())?)),
            Type::FixedLengthList(list) => self.fixed_length_list(node, ty, list),
            Type::Map(map) => self.map(node, ty, map),
            Type::Record(record) => self.record(node, ty, record),
            Type::Tuple(tuple) => self.tuple(node, ty, tuple),
            Type::Variant(variant) => self.variant(node, ty, variant),
            Type::Enum(cases) => self.enumeration(node, ty, cases),
            Type::Option(option) => self.option(node, ty, &option.ty()),
            Type::Result(result) => self.result(node, ty, result),
            Type::Flags(flags) => self.flags(node, ty, flags),
            Type::Own(_) | Type::Borrow(_) => Err(self.no_handle(node, ty)),
            // What is to be a stream is made of a list, once it is known to be one; a future of its value.
            Type::Stream(stream) => match stream.ty() {
                Some(payload) => Ok(Val::List(self.elements(node, ty, &payload)?)),
                None => Err(self.other_kind(node, ty)),
            },
            Type::Future(future) => match future.ty() {
                Some(payload) => self.value(node, &payload),
                None => Err(self.other_kind(node, ty)),
            },
            Type::ErrorContext => self.string(node, ty),
        }
    }

    fn bool(&self, node: &Node) -> Read {
        node.as_bool().map(Val::Bool).map_err(|_| self.other_kind(node, &Type::Bool))
    }

    fn integer<T: FromStr + Display>(
        &self,
        node: &Node,
        ty: &Type,
        make: fn(T) -> Val,
        (min, max): (T, T),
    ) -> Read {
        self.number(node, ty)?.parse().map(make).map_err(|_| {
            let name = self.names.spell(ty);
            let what = format!("`{}` is no `{name}`", self.text(node));
            misfit(node, what, Some(format!("`{name}` holds the whole numbers from {min} to {max}")))
        })
    }

    fn float32(&self, node: &Node, ty: &Type) -> Read {
        let text = self.number(node, ty)?;
        let value: f32 = text.parse().map_err(|_| self.other_kind(node, ty))?;
        self.not_too_large(node, ty, value.is_infinite())?;
        Ok(Val::Float32(value))
    }

    fn float64(&self, node: &Node, ty: &Type) -> Read {
        let text = self.number(node, ty)?;
        let value: f64 = text.parse().map_err(|_| self.other_kind(node, ty))?;
        self.not_too_large(node, ty, value.is_infinite())?;
        Ok(Val::Float64(value))
    }

    /// Infinity is said, not the result of too many digits.
    fn not_too_large(&self, node: &Node, ty: &Type, infinite: bool) -> Read<()> {
        let text = self.text(node);
        if !infinite || text.ends_with("inf") {
            return Ok(());
        }
        let advice = Some("infinity is written `inf` or `-inf`".to_owned());
        Err(misfit(node, format!("`{text}` is beyond the range of `{}`", self.names.spell(ty)), advice))
    }

    fn number(&self, node: &Node, ty: &Type) -> Read<&str> {
        if node.ty() == NodeType::Number { Ok(self.text(node)) } else { Err(self.other_kind(node, ty)) }
    }

    fn char(&self, node: &Node, ty: &Type) -> Read {
        node.as_char(self.source).map(Val::Char).map_err(|_| self.other_kind(node, ty))
    }

    fn string(&self, node: &Node, ty: &Type) -> Read {
        match node.as_str(self.source) {
            Ok(text) => Ok(Val::String(text.into_owned())),
            Err(error) if matches!(node.ty(), NodeType::String | NodeType::MultilineString) => {
                // The text is a string, but something inside it is not right.
                let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
                Err(Misfit { at: error.span(), ..misfit(node, what, None) })
            }
            Err(_) => Err(self.other_kind(node, ty)),
        }
    }

    fn elements(&self, node: &Node, ty: &Type, element: &Type) -> Read<Vec<Val>> {
        let nodes = node.as_list().map_err(|_| self.other_kind(node, ty))?;
        nodes.map(|node| self.value(node, element)).collect()
    }

    fn fixed_length_list(&self, node: &Node, ty: &Type, list: &types::FixedLengthList) -> Read {
        let elements = self.elements(node, ty, &list.ty())?;
        if u32::try_from(elements.len()) == Ok(list.len()) {
            return Ok(Val::FixedLengthList(elements));
        }
        Err(misfit(
            node,
            format!("`{}` has {} elements, this has {}", self.names.spell(ty), list.len(), elements.len()),
            None,
        ))
    }

    /// Of two entries with one key the last counts.
    fn map(&self, node: &Node, ty: &Type, map: &types::Map) -> Read {
        let entries = node.as_map().map_err(|_| self.other_kind(node, ty))?;
        let (key_type, value_type) = (map.key(), map.value());
        let mut values = IndexMap::default();
        for (key, value) in entries {
            let key = self.key(key, &key_type)?;
            values.insert(print(&key), (key, self.value(value, &value_type)?));
        }
        Ok(Val::Map(values.into_values().collect()))
    }

    /// A bool before a colon looks like the name of a field.
    fn key(&self, node: &Node, ty: &Type) -> Read {
        match (ty, self.text(node)) {
            (Type::Bool, "true") => Ok(Val::Bool(true)),
            (Type::Bool, "false") => Ok(Val::Bool(false)),
            (ty, _) => self.value(node, ty),
        }
    }

    fn record(&self, node: &Node, ty: &Type, record: &types::Record) -> Read {
        let mut given = self.given_fields(node, ty)?;
        let mut fields = Vec::new();
        let mut missing = Vec::new();
        for types::Field { name, ty } in record.fields() {
            match (given.shift_remove(name), &ty) {
                (Some(value), ty) => fields.push((name.to_owned(), self.value(value, ty)?)),
                (None, Type::Option(_)) => fields.push((name.to_owned(), Val::Option(None))),
                (None, _) => missing.push(format!("`{name}`")),
            }
        }
        if let Some((name, value)) = given.first() {
            let known = record.fields().map(|field| field.name);
            let start = node.span().start;
            let at = self.key_before(start, value).unwrap_or_else(|| value.span());
            let what = format!("`{}` has no field `{name}`", self.names.spell(ty));
            return Err(Misfit { at, ..misfit(node, what, Some(self.did_you_mean(name, known, ty))) });
        }
        if missing.is_empty() {
            return Ok(Val::Record(fields));
        }
        Err(misfit(node, format!("{} missing", missing.join(", ")), self.advice(ty)))
    }

    /// The fields of a record by name, `{}` being one without any.
    fn given_fields<'n>(&'n self, node: &'n Node, ty: &Type) -> Read<IndexMap<&'n str, &'n Node>> {
        if node.ty() == NodeType::EmptySet {
            return Ok(IndexMap::default());
        }
        if node.ty() != NodeType::TupleSet {
            return Err(self.other_kind(node, ty));
        }
        let fields = node.as_record(self.source).map_err(|error| {
            let what = format!("{} {}", error.kind(), error.detail().unwrap_or_default());
            Misfit { at: error.span(), ..misfit(node, what, self.advice(ty)) }
        })?;
        Ok(fields.collect())
    }

    /// The name of the field in front of `value`, in the record that begins at `start`.
    fn key_before(&self, start: usize, value: &Node) -> Option<Range<usize>> {
        let before = self.source.get(start..value.span().start)?.trim_end().strip_suffix(':')?.trim_end();
        let name = before.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '%')? + 1;
        Some(start + name..start + before.len())
    }

    fn tuple(&self, node: &Node, ty: &Type, tuple: &types::Tuple) -> Read {
        let nodes = node.as_tuple().map_err(|_| self.other_kind(node, ty))?;
        if nodes.len() != tuple.types().len() {
            let (wanted, given) = (tuple.types().len(), nodes.len());
            let what = format!("`{}` has {wanted} values, this has {given}", self.names.spell(ty));
            return Err(misfit(node, what, None));
        }
        let values = nodes.zip(tuple.types()).map(|(node, ty)| self.value(node, &ty));
        Ok(Val::Tuple(values.collect::<Result<_, _>>()?))
    }

    fn variant(&self, node: &Node, ty: &Type, variant: &types::Variant) -> Read {
        let (label, payload) = self.case(node, ty)?;
        let Some(case) = variant.cases().find(|case| case.name == label) else {
            let known = variant.cases().map(|case| case.name);
            return Err(self.unknown(node, ty, &label, known));
        };
        let payload = self.payload(node, &label, payload, case.ty.as_ref())?;
        Ok(Val::Variant(label, payload))
    }

    /// A case of this name, with what stands in its parentheses. WAVE's own words may be the names of cases, too.
    fn case<'n>(&self, node: &'n Node, ty: &Type) -> Read<(String, Option<&'n Node>)> {
        if let Ok((label, payload)) = node.as_variant(self.source) {
            return Ok((label.to_owned(), payload));
        }
        Err(self.other_kind(node, ty))
    }

    fn enumeration(&self, node: &Node, ty: &Type, cases: &types::Enum) -> Read {
        let label = node.as_enum(self.source).map_err(|_| self.other_kind(node, ty))?;
        if cases.names().any(|name| name == label) {
            return Ok(Val::Enum(label.to_owned()));
        }
        Err(self.unknown(node, ty, label, cases.names()))
    }

    fn option(&self, node: &Node, ty: &Type, payload: &Type) -> Read {
        match node.as_option() {
            Ok(None) => Ok(Val::Option(None)),
            Ok(Some(value)) => Ok(Val::Option(Some(Box::new(self.value(value, payload)?)))),
            // `some` may be left out where nothing else could be meant.
            Err(_) if is_plain(payload) && !self.is_slip(node, ty, payload) => {
                Ok(Val::Option(Some(Box::new(self.value(node, payload)?))))
            }
            Err(_) => Err(self.other_kind(node, ty)),
        }
    }

    fn result(&self, node: &Node, ty: &Type, result: &types::ResultType) -> Read {
        match (node.as_result(), result.ok()) {
            (Ok(Ok(value)), ok) => Ok(Val::Result(Ok(self.payload(node, "ok", value, ok.as_ref())?))),
            (Ok(Err(value)), _) => {
                Ok(Val::Result(Err(self.payload(node, "err", value, result.err().as_ref())?)))
            }
            (Err(_), Some(ok)) if is_plain(&ok) && !self.is_slip(node, ty, &ok) => {
                Ok(Val::Result(Ok(Some(Box::new(self.value(node, &ok)?)))))
            }
            (Err(_), _) => Err(self.other_kind(node, ty)),
        }
    }

    fn payload(
        &self,
        node: &Node,
        case: &str,
        given: Option<&Node>,
        wanted: Option<&Type>,
    ) -> Read<Option<Box<Val>>> {
        match (given, wanted) {
            (None, None) => Ok(None),
            (Some(value), Some(ty)) => Ok(Some(Box::new(self.value(value, ty)?))),
            (Some(value), None) => {
                let advice = format!("write `{case}` alone");
                let what = format!("`{case}` has no value");
                Err(Misfit { at: value.span(), ..misfit(node, what, Some(advice)) })
            }
            (None, Some(payload)) => {
                let advice = format!("write `{case}(..)`, with a `{}`", self.names.spell(payload));
                Err(misfit(node, format!("`{case}` has a value"), Some(advice)))
            }
        }
    }

    fn flags(&self, node: &Node, ty: &Type, flags: &types::Flags) -> Read {
        let given: Vec<&str> = node.as_flags(self.source).map_err(|_| self.other_kind(node, ty))?.collect();
        if let Some(unknown) = given.iter().find(|flag| !flags.names().any(|name| name == **flag)) {
            return Err(self.unknown(node, ty, unknown, flags.names()));
        }
        let set = flags.names().filter(|name| given.contains(name)).map(str::to_owned);
        Ok(Val::Flags(set.collect()))
    }

    pub(super) fn text(&self, node: &Node) -> &str {
        self.source.get(node.span()).unwrap_or_default()
    }

    pub(super) fn other_kind(&self, node: &Node, ty: &Type) -> Misfit {
        let what = format!("{} instead of `{}`", self.kind(node), self.names.spell(ty));
        misfit(node, what, self.meant(node, ty).or_else(|| self.advice(ty)))
    }

    /// Whether a word can only be meant for a word of `ty` itself, not for a `payload` without `some` or `ok`.
    fn is_slip(&self, node: &Node, ty: &Type, payload: &Type) -> bool {
        !matches!(payload, Type::Enum(_) | Type::Variant(_)) && self.meant(node, ty).is_some()
    }

    /// The word of WAVE that a word is nearly, if `ty` has values of that word.
    fn meant(&self, node: &Node, ty: &Type) -> Option<String> {
        if !matches!(node.ty(), NodeType::Label | NodeType::VariantWithPayload) {
            return None;
        }
        let word = self.text(node).split('(').next().unwrap_or_default().trim().to_lowercase();
        let words = words(ty);
        let same = words.iter().find(|(also, _)| *also == word).map(|(_, word)| *word);
        let meant = same.or_else(|| near::nearest(&word, words.iter().map(|(_, word)| *word)))?;
        Some(format!("did you mean `{meant}`?"))
    }

    /// A case or flag that `ty` doesn't have.
    fn unknown<'k>(
        &self,
        node: &Node,
        ty: &Type,
        name: &str,
        known: impl Iterator<Item = &'k str>,
    ) -> Misfit {
        let what = format!("`{}` has no `{name}`", self.names.spell(ty));
        misfit(node, what, Some(self.did_you_mean(name, known, ty)))
    }

    fn did_you_mean<'k>(&self, name: &str, known: impl Iterator<Item = &'k str>, ty: &Type) -> String {
        let definition = format!("it is `{}`", self.names.define(ty));
        match near::nearest(name, known) {
            Some(near) => format!("did you mean `{near}`? {definition}"),
            None => definition,
        }
    }

    /// What `node` is, in words.
    fn kind(&self, node: &Node) -> String {
        let text = self.text(node);
        match node.ty() {
            NodeType::BoolTrue | NodeType::BoolFalse => format!("the bool `{text}`"),
            NodeType::Number => format!("the number `{text}`"),
            NodeType::Char => format!("the char `{text}`"),
            NodeType::String | NodeType::MultilineString => "a string".to_owned(),
            NodeType::Tuple => "a tuple".to_owned(),
            NodeType::List => "a list".to_owned(),
            NodeType::TupleSet => "a record".to_owned(),
            NodeType::EmptySet => "`{}`".to_owned(),
            NodeType::Label => format!("the word `{text}`"),
            NodeType::VariantWithPayload => "a case with a value".to_owned(),
            NodeType::OptionSome | NodeType::OptionNone => "an option".to_owned(),
            NodeType::ResultOk | NodeType::ResultErr => "a result".to_owned(),
            NodeType::Flags => "flags".to_owned(),
        }
    }

    /// How a value of type `ty` is written.
    fn advice(&self, ty: &Type) -> Option<String> {
        let how = match ty {
            Type::Bool => "write `true` or `false`".to_owned(),
            Type::Float32 | Type::Float64 => "write `1`, `-0.5`, `1e9`, `inf` or `nan`".to_owned(),
            Type::Char => "a char is written in single quotes: 'a'".to_owned(),
            Type::String | Type::ErrorContext => "a string is written in double quotes: \"milk\"".to_owned(),
            Type::Stream(_) => "the values of a stream are written as a list: [1, 2]".to_owned(),
            Type::List(_) | Type::FixedLengthList(_) => "a list is written in brackets: [1, 2]".to_owned(),
            Type::Map(_) => "a map is written `{key: value, ..}`".to_owned(),
            Type::Tuple(_) => "a tuple is written in parentheses: (1, 2)".to_owned(),
            Type::Option(_) => "write `some(..)` or `none`".to_owned(),
            Type::Result(_) => "write `ok(..)` or `err(..)`".to_owned(),
            Type::Record(_) => {
                format!("it is written `{{field: value, ..}}` and is `{}`", self.names.define(ty))
            }
            Type::Flags(_) => format!("it is written `{{one, another}}` and is `{}`", self.names.define(ty)),
            Type::Variant(_) | Type::Enum(_) => format!(
                "it is `{}`; a case named `ok`, `err`, `some`, `none`, `true`, `false`, `inf` or `nan` is written with a `%`",
                self.names.define(ty)
            ),
            Type::S8
            | Type::U8
            | Type::S16
            | Type::U16
            | Type::S32
            | Type::U32
            | Type::S64
            | Type::U64
            | Type::Own(_)
            | Type::Borrow(_)
            | Type::Future(_) => return None,
        };
        Some(how)
    }
}

pub(super) fn misfit(node: &Node, what: String, advice: Option<String>) -> Misfit {
    Misfit { what, advice, at: node.span() }
}

/// The words that values of `ty` are written with, each behind itself and behind what it is called elsewhere.
fn words(ty: &Type) -> &'static [(&'static str, &'static str)] {
    match ty {
        Type::Bool => &[("true", "true"), ("false", "false")],
        Type::Float32 | Type::Float64 => &[("inf", "inf"), ("infinity", "inf"), ("nan", "nan")],
        Type::Option(_) => &[("some", "some(..)"), ("none", "none"), ("null", "none"), ("nil", "none")],
        Type::Result(_) => &[("ok", "ok"), ("err", "err"), ("error", "err")],
        Type::S8
        | Type::U8
        | Type::S16
        | Type::U16
        | Type::S32
        | Type::U32
        | Type::S64
        | Type::U64
        | Type::Char
        | Type::String
        | Type::List(_)
        | Type::FixedLengthList(_)
        | Type::Map(_)
        | Type::Record(_)
        | Type::Tuple(_)
        | Type::Variant(_)
        | Type::Enum(_)
        | Type::Flags(_)
        | Type::Own(_)
        | Type::Borrow(_)
        | Type::Future(_)
        | Type::Stream(_)
        | Type::ErrorContext => &[],
    }
}

/// Whether a value of `ty` can't be taken for an option or a result.
fn is_plain(ty: &Type) -> bool {
    !matches!(ty, Type::Option(_) | Type::Result(_))
}
