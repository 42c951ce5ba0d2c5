//! Names in commands that the user may copy.

use std::borrow::Cow;

/// `name` as one word for a shell; what was read from standard input is `-` there.
pub fn word(name: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@%+=,\\".contains(c);
    if name == "<stdin>" {
        Cow::Borrowed("-")
    } else if !name.is_empty() && name.chars().all(is_plain) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("'{}'", name.replace('\'', r"'\''")))
    }
}
