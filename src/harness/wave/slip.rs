//! What was perhaps meant by a word that WAVE doesn't have: `True`, `0x10`, `1_000`, `fooBar`.

use std::ops::Range;

/// A word that is nearly one of WAVE's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// Where all of it stands.
    pub(super) at: Range<usize>,
    /// What is wrong with it.
    pub(super) what: String,
    /// What to write.
    pub(super) help: String,
}

/// The words that WAVE gives a meaning.
const WORDS: [&str; 8] = ["true", "false", "some", "none", "ok", "err", "inf", "nan"];

/// The slip in `text` around the place `at`, where parsing stopped.
pub(super) fn slip(text: &str, at: usize) -> Option<Slip> {
    let first = text.get(at..)?.chars().next()?;
    if let Some(quote) = straight(first) {
        let what = format!("`{first}` is no quote");
        return Some(Slip { at: at..at + first.len_utf8(), what, help: format!("write {quote}") });
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.' | '%');
    let before = text.get(..at)?;
    let start = before.trim_end_matches(is_part).len();
    let rest = text.get(start..)?;
    let word = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
    if let Some(slip) = grouped(before.get(..start)?, word) {
        return Some(slip);
    }
    let (what, help) = meant(word)?;
    Some(Slip { at: start..start + word.len(), what, help })
}

/// `1,000`: the first digits are a value of their own, the others have zeros in front.
fn grouped(before: &str, word: &str) -> Option<Slip> {
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let first = before.strip_suffix(',')?;
    let digits = &first[first.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    if !is_group(word) || !(1..=3).contains(&digits.len()) {
        return None;
    }
    let start = first.len() - digits.len();
    let what = format!("`{digits},{word}` is no number");
    Some(Slip { at: start..before.len() + word.len(), what, help: format!("write `{digits}{word}`") })
}

fn straight(quote: char) -> Option<&'static str> {
    match quote {
        '“' | '”' | '„' | '«' | '»' => Some("a straight one: \"text\""),
        '‘' | '’' | '‚' | '`' => Some("a straight one: 'c' for a char, \"text\" for a string"),
        _ => None,
    }
}

fn meant(word: &str) -> Option<(String, String)> {
    let (sign, bare) = match word.strip_prefix(['-', '+']) {
        Some(bare) => (&word[..word.len() - bare.len()], bare),
        None => ("", word),
    };
    let lower = bare.to_lowercase();
    let known = WORDS.iter().find(|known| **known == lower);
    let known = known.or_else(|| (lower == "infinity").then_some(&"inf"));
    if let Some(known) = known {
        let sign = if sign == "-" && *known == "inf" { "-" } else { "" };
        return Some((format!("`{word}` is no word"), format!("did you mean `{sign}{known}`?")));
    }
    if bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Some((format!("`{word}` is no number"), number(sign, &lower)));
    }
    let name = kebab(bare)?;
    Some((
        format!("`{word}` is no name"),
        format!("names are words of small letters, joined by `-`: `{name}`"),
    ))
}

/// How the number is written in WAVE. `digits` is in small letters.
fn number(sign: &str, digits: &str) -> String {
    let sign = if sign == "-" { "-" } else { "" };
    let bases = [("0x", 16), ("0o", 8), ("0b", 2)];
    let plain = digits.replace('_', "");
    if let Some((digits, base)) =
        bases.iter().find_map(|(prefix, base)| Some((plain.strip_prefix(prefix)?, *base)))
    {
        return match u64::from_str_radix(digits, base) {
            Ok(value) => format!("numbers are decimal: write `{sign}{value}`"),
            Err(_) => "numbers are decimal".to_owned(),
        };
    }
    let end = plain.find(|c: char| c.is_ascii_alphabetic() && c != 'e').unwrap_or(plain.len());
    let (value, suffix) = plain.split_at(end);
    let whole = value.trim_start_matches('0');
    let whole =
        if whole.starts_with(|c: char| c.is_ascii_digit()) { whole.to_owned() } else { format!("0{whole}") };
    let whole = whole.trim_end_matches('.');
    if whole.parse::<f64>().is_err() {
        return "a number is written like `7`, `-1.5` or `1e9`".to_owned();
    }
    if suffix.is_empty() {
        format!("write `{sign}{whole}`")
    } else {
        format!("write `{sign}{whole}`: its type is the parameter's")
    }
}

/// The name in WIT's spelling, if that is another one.
fn kebab(word: &str) -> Option<String> {
    let mut name = String::new();
    let mut small = false;
    for c in word.trim_start_matches('%').chars() {
        if matches!(c, '_' | '-' | '.') {
            name.push('-');
        } else {
            if c.is_uppercase() && small {
                name.push('-');
            }
            name.extend(c.to_lowercase());
        }
        small = c.is_lowercase() || c.is_ascii_digit();
    }
    let is_name = name
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    (is_name && name != word && name.starts_with(|c: char| c.is_ascii_lowercase())).then_some(name)
}
