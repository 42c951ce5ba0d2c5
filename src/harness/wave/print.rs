//! A value as WAVE. Everything that is printed can be read again.

use std::fmt::{self, Display, Formatter};

use wasmtime::component::Val;

use crate::base::maps::IndexMap;

/// `value` as WAVE, on one line. Fields that are `none` are printed as well: a reader sees the whole record.
pub(in crate::harness) fn print(value: &Val) -> String {
    Wave(value).to_string()
}

/// A value that is displayed as WAVE.
struct Wave<'a>(&'a Val);

impl Display for Wave<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Val::Bool(value) => value.fmt(f),
            Val::S8(value) => value.fmt(f),
            Val::U8(value) => value.fmt(f),
            Val::S16(value) => value.fmt(f),
            Val::U16(value) => value.fmt(f),
            Val::S32(value) => value.fmt(f),
            Val::U32(value) => value.fmt(f),
            Val::S64(value) => value.fmt(f),
            Val::U64(value) => value.fmt(f),
            Val::Float32(value) => float(*value, value.abs().into(), f),
            Val::Float64(value) => float(*value, value.abs(), f),
            Val::Char(value) => char(*value, f),
            Val::String(value) => string(value, f),
            Val::List(values) | Val::FixedLengthList(values) => between("[", values.iter().map(Wave), "]", f),
            Val::Map(entries) => map(entries, f),
            Val::Record(fields) => {
                between("{", fields.iter().map(|(name, value)| Entry(name, Wave(value))), "}", f)
            }
            Val::Tuple(values) => between("(", values.iter().map(Wave), ")", f),
            Val::Variant(case, payload) => with_payload(Label(case), payload.as_deref(), f),
            Val::Enum(case) => Label(case).fmt(f),
            Val::Option(None) => f.write_str("none"),
            Val::Option(Some(payload)) => write!(f, "some({})", Wave(payload)),
            Val::Result(Ok(payload)) => with_payload("ok", payload.as_deref(), f),
            Val::Result(Err(payload)) => with_payload("err", payload.as_deref(), f),
            Val::Flags(names) => between("{", names, "}", f),
            // A function that returns one of these isn't called: WAVE has no words for it.
            Val::Resource(_) | Val::Future(_) | Val::Stream(_) | Val::ErrorContext(_) => f.write_str("_"),
        }
    }
}

/// `key: value`.
struct Entry<K, V>(K, V);

impl<K: Display, V: Display> Display for Entry<K, V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0, self.1)
    }
}

/// The name of a case, escaped where WAVE would take it for one of its own words.
struct Label<'a>(&'a str);

impl Display for Label<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let escape = if wasm_wave::lex::Keyword::decode(self.0).is_some() { "%" } else { "" };
        write!(f, "{escape}{}", self.0)
    }
}

fn between(
    open: &str,
    items: impl IntoIterator<Item = impl Display>,
    close: &str,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    f.write_str(open)?;
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        item.fmt(f)?;
    }
    f.write_str(close)
}

fn with_payload(case: impl Display, payload: Option<&Val>, f: &mut Formatter<'_>) -> fmt::Result {
    match payload {
        Some(payload) => write!(f, "{case}({})", Wave(payload)),
        None => case.fmt(f),
    }
}

/// Of two entries with one key the last counts, as for those who read a map.
fn map(entries: &[(Val, Val)], f: &mut Formatter<'_>) -> fmt::Result {
    let entries: IndexMap<String, Wave<'_>> =
        entries.iter().map(|(key, value)| (print(key), Wave(value))).collect();
    between("{", entries.iter().map(|(key, value)| Entry(key, value)), "}", f)
}

fn float<T: Display + fmt::LowerExp>(value: T, magnitude: f64, f: &mut Formatter<'_>) -> fmt::Result {
    if magnitude.is_nan() {
        f.write_str("nan")
    } else if magnitude == 0.0 || magnitude.is_infinite() || (1e-7..1e21).contains(&magnitude) {
        Display::fmt(&value, f)
    } else {
        // Not hundreds of zeros.
        fmt::LowerExp::fmt(&value, f)
    }
}

/// Rust escapes as WAVE does, with one exception: WAVE has no `\0`.
fn char(value: char, f: &mut Formatter<'_>) -> fmt::Result {
    match value {
        '\0' => f.write_str(r"'\u{0}'"),
        value => write!(f, "{value:?}"),
    }
}

fn string(value: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for (index, part) in value.split('\0').enumerate() {
        if index > 0 {
            f.write_str(r"\u{0}")?;
        }
        let quoted = format!("{part:?}");
        f.write_str(&quoted[1..quoted.len() - 1])?;
    }
    f.write_str("\"")
}
