//! Which known package was meant.

use crate::base::names::PackageName;
use crate::base::near::distance;
use crate::frontend::builtin;
use crate::frontend::packages::closure::Gathering;
use crate::frontend::packages::versions;

/// A package that may have been meant.
pub(super) struct Near {
    pub(super) name: PackageName,
    likeness: Likeness,
}

/// How like two names are, the most likely slip first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// Namespace and name have changed places.
    Swapped,
    /// So many letters differ.
    Letters(usize),
    /// One name has the other in it.
    Part,
    /// Only the namespace differs.
    OtherNamespace,
}

impl Near {
    /// Why it is thought of.
    pub(super) fn why(&self) -> &'static str {
        match self.likeness {
            Likeness::Swapped => "the namespace comes first: did you mean",
            Likeness::Letters(_) | Likeness::Part => "did you mean",
            Likeness::OtherNamespace => "there is one of this name in another namespace: did you mean",
        }
    }

    /// Whether it is surely a slip of the fingers.
    pub(super) fn is_slip(&self) -> bool {
        match self.likeness {
            Likeness::Swapped | Likeness::Letters(_) => true,
            Likeness::Part | Likeness::OtherNamespace => false,
        }
    }
}

/// The known package whose name is most like that of one which nobody has.
pub(super) fn near(gathering: &Gathering<'_>, wanted: &PackageName) -> Option<Near> {
    let given = gathering.offers.defined().map(|defined| defined.name.clone());
    let known = given.chain(builtin::all().map(|(name, _)| name));
    let near = known.filter_map(|name| Some((likeness(wanted, &name)?, versions::unversioned(&name))));
    near.min().map(|(likeness, name)| Near { name, likeness })
}

fn likeness(wanted: &PackageName, known: &PackageName) -> Option<Likeness> {
    let (namespace, name) = (wanted.namespace.as_str(), wanted.name.as_str());
    let (known_namespace, known_name) = (known.namespace.as_str(), known.name.as_str());
    if (namespace, name) == (known_name, known_namespace) {
        return Some(Likeness::Swapped);
    }
    let letters = (slip(namespace, known_namespace), slip(name, known_name));
    if let (Some(a), Some(b)) = letters {
        return Some(Likeness::Letters(a + b));
    }
    if name == known_name {
        return Some(Likeness::OtherNamespace);
    }
    let shorter = name.len().min(known_name.len());
    let part = shorter >= 3 && (name.contains(known_name) || known_name.contains(name));
    (part && namespace == known_namespace).then_some(Likeness::Part)
}

/// The letters in which two words differ, if they are so few that it may be a slip.
fn slip(wanted: &str, known: &str) -> Option<usize> {
    let distance = distance(wanted, known);
    (distance <= (wanted.chars().count() + 1) / 3).then_some(distance)
}
