//! Names of other styles as WIT writes them.

use heck::ToKebabCase;

use crate::syntax::token::{TokenKind, keyword_kind, name_fault};

/// A name that WIT accepts, made of one that it does not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kebab {
    /// The name, with the `%` that it may need.
    pub(super) text: String,
    /// Whether nothing but the style is changed.
    pub(super) sure: bool,
}

/// The name in kebab case, if something is left of it.
pub(super) fn kebab(name: &str) -> Option<Kebab> {
    let plain = name.trim_start_matches('%');
    let folded: String = plain.chars().map(fold).collect();
    let mut text = folded.to_kebab_case();
    let mut sure = folded == plain;
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        text.insert(0, 'n');
        sure = false;
    }
    if name_fault(&text).is_some() {
        return None;
    }
    Some(Kebab { text: escaped(&text), sure })
}

/// The name with a `%` if it is a keyword.
pub(super) fn escaped(name: &str) -> String {
    if keyword_kind(name).is_some_and(|kind| kind != TokenKind::Underscore) {
        format!("%{name}")
    } else {
        name.to_owned()
    }
}

/// A letter of the Latin alphabet without what is written above or below it.
fn fold(c: char) -> String {
    let plain = match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ß' => "ss",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return c.to_string(),
    };
    plain.to_owned()
}
