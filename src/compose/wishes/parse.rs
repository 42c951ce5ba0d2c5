//! Wishes as people write them.

use std::str::FromStr;

use semver::Version;
use thiserror::Error;

use crate::base::names::{ExternName, InterfaceName, PackageName, WitName};
use crate::compose::wishes::{Answer, Pattern, Selector, StubWish, Taken, Target, ViaWish, WireWish};

/// A text that is no wish of the kind that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct NotAWish(String);

impl FromStr for Pattern {
    type Err = NotAWish;

    fn from_str(text: &str) -> Result<Self, NotAWish> {
        let wrong = || {
            NotAWish(format!(
                "`{text}` is no name of an import: write `ns:package/interface`, with or without `@1.2.3`, a plain \
                 name, or `ns:package/*`, `ns:*`, `*`"
            ))
        };
        if text == "*" {
            return Ok(Pattern::All);
        }
        let Some((namespace, rest)) = text.split_once(':') else {
            return if is_plain(text) {
                Ok(Pattern::Name(ExternName::Plain(WitName::new(text))))
            } else {
                Err(wrong())
            };
        };
        if !is_kebab(namespace) {
            return Err(wrong());
        }
        if rest == "*" {
            return Ok(Pattern::Namespace(WitName::new(namespace)));
        }
        let (package, item) = rest.split_once('/').ok_or_else(wrong)?;
        let (item, version) = match item.split_once('@') {
            Some((item, version)) => (item, Some(Version::parse(version).map_err(|_| wrong())?)),
            None => (item, None),
        };
        if !is_kebab(package) {
            return Err(wrong());
        }
        let package =
            PackageName { namespace: WitName::new(namespace), name: WitName::new(package), version };
        match item {
            "*" => Ok(Pattern::Package(package)),
            item if is_kebab(item) => {
                let name = InterfaceName { package, name: WitName::new(item) };
                Ok(Pattern::Name(ExternName::Interface(name)))
            }
            _ => Err(wrong()),
        }
    }
}

impl FromStr for Target {
    type Err = NotAWish;

    fn from_str(text: &str) -> Result<Self, NotAWish> {
        match (text.parse(), of_component(text)) {
            (Ok(import), _) => Ok(Target { consumer: None, import }),
            (Err(_), Some((consumer, import))) => {
                Ok(Target { consumer: Some(consumer), import: import.parse()? })
            }
            (Err(error), None) => Err(error),
        }
    }
}

impl FromStr for WireWish {
    type Err = NotAWish;

    fn from_str(text: &str) -> Result<Self, NotAWish> {
        let Some((left, right)) = text.split_once('=') else {
            return Err(NotAWish(format!(
                "`{text}` says not from where: write `COMPONENT:IMPORT=COMPONENT`, such as \
                 `app.wasm:example:db/store=db.wasm`"
            )));
        };
        let Target { consumer, import } = left.parse()?;
        let import = whole(&import)?;
        let (provider, taken) = match of_component(right) {
            Some((provider, export)) => (provider, Taken::Export(whole(&export.parse()?)?)),
            None => (Selector::new(right), Taken::Same),
        };
        if provider.as_str().is_empty() {
            return Err(NotAWish(format!("`{text}` names no component after the `=`")));
        }
        Ok(WireWish { consumer, import, provider, taken })
    }
}

impl FromStr for ViaWish {
    type Err = NotAWish;

    fn from_str(text: &str) -> Result<Self, NotAWish> {
        let (target, middle) = match text.split_once('=') {
            Some((target, middle)) => (Some(target.parse()?), middle),
            None => (None, text),
        };
        if middle.is_empty() {
            return Err(NotAWish("no component is named".to_owned()));
        }
        Ok(ViaWish { target, middle: Selector::new(middle) })
    }
}

impl FromStr for StubWish {
    type Err = NotAWish;

    fn from_str(text: &str) -> Result<Self, NotAWish> {
        let (target, answer) = match text.split_once('=') {
            Some((target, answer)) => (target, answer.parse()?),
            None => (text, Answer::default()),
        };
        Ok(StubWish { target: target.parse()?, answer })
    }
}

impl FromStr for Answer {
    type Err = NotAWish;

    fn from_str(text: &str) -> Result<Self, NotAWish> {
        match text {
            "trap" => Ok(Answer::Trap),
            "default" => Ok(Answer::Default),
            _ => Err(NotAWish(format!("a stub answers with `trap` or `default`, not with `{text}`"))),
        }
    }
}

/// A component, and what stands behind its colon.
fn of_component(text: &str) -> Option<(Selector, &str)> {
    // The colon of `C:\..` belongs to the path.
    let drive = text.get(1..3).filter(|rest| matches!(*rest, ":\\" | ":/")).map_or(0, |_| 2);
    let (_, path) = text.split_at_checked(drive)?;
    let at = drive + path.find(':')?;
    let (component, rest) = text.split_at_checked(at)?;
    Some((Selector::new(component), rest.strip_prefix(':')?))
}

fn whole(pattern: &Pattern) -> Result<ExternName, NotAWish> {
    match pattern {
        Pattern::Name(name) => Ok(name.clone()),
        Pattern::All | Pattern::Namespace(_) | Pattern::Package(_) => {
            Err(NotAWish(format!("a wire is for one import: write its whole name instead of `{pattern}`")))
        }
    }
}

/// The names of a binary may be anything, those that people give are WIT's.
fn is_kebab(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// A name of the world's own, perhaps of a function of one of its resources (`[method]blob.size`).
fn is_plain(name: &str) -> bool {
    match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((kind, name)) => is_kebab(kind) && name.split('.').all(is_kebab),
        None => is_kebab(name),
    }
}
