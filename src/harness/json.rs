//! A value as JSON, without loss: what JSON has no number for is a string.

use std::fmt::{self, Display, Formatter};

use wasmtime::component::Val;

use crate::base::maps::IndexMap;
use crate::harness::wave;

/// `value` as JSON, on one line.
pub(super) fn print(value: &Val) -> String {
    Json(value).to_string()
}

/// The largest whole number of which every reader of JSON knows all digits.
const MOST: u64 = (1 << 53) - 1;

/// A value that is displayed as JSON.
struct Json<'a>(&'a Val);

impl Display for Json<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Val::Bool(value) => value.fmt(f),
            Val::S8(value) => value.fmt(f),
            Val::U8(value) => value.fmt(f),
            Val::S16(value) => value.fmt(f),
            Val::U16(value) => value.fmt(f),
            Val::S32(value) => value.fmt(f),
            Val::U32(value) => value.fmt(f),
            Val::S64(value) => integer(*value, value.unsigned_abs(), f),
            Val::U64(value) => integer(*value, *value, f),
            Val::Float32(value) => float(*value, value.is_finite(), self.0, f),
            Val::Float64(value) => float(*value, value.is_finite(), self.0, f),
            Val::Char(value) => text(value.encode_utf8(&mut [0; 4]), f),
            Val::String(value) => text(value, f),
            Val::List(values) | Val::FixedLengthList(values) | Val::Tuple(values) => array(values, f),
            Val::Map(entries) => map(entries, f),
            Val::Record(fields) => object(fields.iter().map(|(name, value)| (name.as_str(), value)), f),
            Val::Variant(case, Some(payload)) => object([(case.as_str(), &**payload)], f),
            Val::Variant(case, None) | Val::Enum(case) => text(case, f),
            Val::Option(None) => f.write_str("null"),
            // `null` would not say which of the two is none.
            Val::Option(Some(payload)) if matches!(**payload, Val::Option(_)) => {
                object([("some", &**payload)], f)
            }
            Val::Option(Some(payload)) => Json(payload).fmt(f),
            Val::Result(Ok(payload)) => outcome("ok", payload.as_deref(), f),
            Val::Result(Err(payload)) => outcome("err", payload.as_deref(), f),
            Val::Flags(names) => names_of(names, f),
            // What is shown has none of these: `call` has put in what they stand for.
            Val::Resource(_) | Val::Future(_) | Val::Stream(_) | Val::ErrorContext(_) => f.write_str("null"),
        }
    }
}

fn integer(value: impl Display, magnitude: u64, f: &mut Formatter<'_>) -> fmt::Result {
    if magnitude <= MOST { value.fmt(f) } else { write!(f, "\"{value}\"") }
}

/// As few digits as lead back to the value; `"nan"`, `"inf"`, `"-inf"`.
fn float(
    value: impl fmt::LowerExp + fmt::Debug,
    is_finite: bool,
    wave: &Val,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    // Rust's `Debug` for floats is JSON: `1.0`, `-0.0`, `1e300`.
    if is_finite { write!(f, "{value:?}") } else { write!(f, "\"{}\"", wave::print(wave)) }
}

fn text(value: &str, f: &mut Formatter<'_>) -> fmt::Result {
    // Text can always be written.
    f.write_str(&serde_json::to_string(value).map_err(|_| fmt::Error)?)
}

fn array(values: &[Val], f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str("[")?;
    for (index, value) in values.iter().enumerate() {
        comma(index, f)?;
        Json(value).fmt(f)?;
    }
    f.write_str("]")
}

fn names_of(names: &[String], f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str("[")?;
    for (index, name) in names.iter().enumerate() {
        comma(index, f)?;
        text(name, f)?;
    }
    f.write_str("]")
}

fn object<'v>(fields: impl IntoIterator<Item = (&'v str, &'v Val)>, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str("{")?;
    for (index, (name, value)) in fields.into_iter().enumerate() {
        comma(index, f)?;
        text(name, f)?;
        write!(f, ": {}", Json(value))?;
    }
    f.write_str("}")
}

fn outcome(case: &str, payload: Option<&Val>, f: &mut Formatter<'_>) -> fmt::Result {
    object([(case, payload.unwrap_or(&Val::Option(None)))], f)
}

/// An object if the keys are strings, pairs otherwise. Of two entries with one key the last counts.
fn map(entries: &[(Val, Val)], f: &mut Formatter<'_>) -> fmt::Result {
    let last: IndexMap<String, (&Val, &Val)> =
        entries.iter().map(|(key, value)| (wave::print(key), (key, value))).collect();
    let texts = last
        .values()
        .map(|(key, value)| if let Val::String(key) = key { Some((key.as_str(), *value)) } else { None });
    if let Some(fields) = texts.collect::<Option<Vec<_>>>() {
        return object(fields, f);
    }
    f.write_str("[")?;
    for (index, (key, value)) in last.values().enumerate() {
        comma(index, f)?;
        write!(f, "[{}, {}]", Json(key), Json(value))?;
    }
    f.write_str("]")
}

fn comma(index: usize, f: &mut Formatter<'_>) -> fmt::Result {
    if index > 0 { f.write_str(", ") } else { Ok(()) }
}
