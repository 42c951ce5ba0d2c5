//! What a guest was refused: told once, with the flag that would have granted it.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// So many are told. What a guest makes up to fill the terminal is not.
const MOST: usize = 50;

/// Tells of what was refused, each time only once. Copies tell together.
#[derive(Clone, Debug, Default)]
pub struct Denied(Arc<Mutex<BTreeSet<String>>>);

/// What was refused.
pub(super) struct Refused<'a> {
    /// What the guest wanted, as in "it was refused ...".
    pub(super) what: fmt::Arguments<'a>,
    /// Why, if it isn't just that nobody granted it.
    pub(super) why: &'a str,
    /// What would have granted it.
    pub(super) flag: fmt::Arguments<'a>,
}

impl Denied {
    /// Tells of it, if that was not done before.
    pub(super) fn tell(&self, refused: &Refused<'_>) {
        let text = refused.to_string();
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < MOST && told.insert(text.clone()) {
            // The guest has its answer, whether anybody reads this or not.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }
}

impl Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { what, why, flag } = self;
        write!(f, "note: the component was refused {what}{why}; `{flag}` would grant it")
    }
}

/// A name that a guest made up, without anything that would act on a terminal.
pub(super) fn printable(name: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    name.chars().map(shown).collect()
}
