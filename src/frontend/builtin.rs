//! The WASI packages that witc ships, each serving every released version of its track.

use std::sync::{Arc, OnceLock};

use semver::Version;

use crate::base::names::{PackageName, WitName};
use crate::base::source::SourceFile;
use crate::frontend::view::{View, view};
use crate::syntax;
use crate::syntax::ast::{self, Item};
use crate::syntax::tree::Tree;

/// The text of a package that witc ships, as declarations only: `wit/wasi/README.md` says where it is from.
pub(super) struct Builtin {
    name: &'static str,
    serves: Serves,
    text: &'static str,
    tree: OnceLock<Tree>,
}

/// The versions that one text serves.
enum Serves {
    /// All from patch 0 of the track up to this one, which the text has.
    Track(Version),
    /// Only this one: a pre-release is compatible with nothing.
    Draft(&'static str),
    /// The package before it had versions.
    Unversioned,
}

/// Every package is of this namespace.
const NAMESPACE: &str = "wasi";

/// Everything that is shipped; the versions of a package in ascending order.
static ALL: [Builtin; 18] = [
    wasi_0_2("cli", include_str!("../../wit/wasi/0.2/cli.wit")),
    wasi_0_2("clocks", include_str!("../../wit/wasi/0.2/clocks.wit")),
    wasi_0_2("filesystem", include_str!("../../wit/wasi/0.2/filesystem.wit")),
    wasi_0_2("http", include_str!("../../wit/wasi/0.2/http.wit")),
    wasi_0_2("io", include_str!("../../wit/wasi/0.2/io.wit")),
    wasi_0_2("random", include_str!("../../wit/wasi/0.2/random.wit")),
    wasi_0_2("sockets", include_str!("../../wit/wasi/0.2/sockets.wit")),
    wasi_0_3("cli", include_str!("../../wit/wasi/0.3/cli.wit")),
    wasi_0_3("clocks", include_str!("../../wit/wasi/0.3/clocks.wit")),
    wasi_0_3("filesystem", include_str!("../../wit/wasi/0.3/filesystem.wit")),
    wasi_0_3("http", include_str!("../../wit/wasi/0.3/http.wit")),
    wasi_0_3("random", include_str!("../../wit/wasi/0.3/random.wit")),
    wasi_0_3("sockets", include_str!("../../wit/wasi/0.3/sockets.wit")),
    draft("config", "0.2.0-rc.1", include_str!("../../wit/wasi/drafts/config-0.2.0-rc.1.wit")),
    draft("keyvalue", "0.2.0-draft", include_str!("../../wit/wasi/drafts/keyvalue-0.2.0-draft.wit")),
    draft("keyvalue", "0.2.0-draft2", include_str!("../../wit/wasi/drafts/keyvalue-0.2.0-draft2.wit")),
    builtin("logging", Serves::Unversioned, include_str!("../../wit/wasi/logging.wit")),
    draft("logging", "0.1.0-draft", include_str!("../../wit/wasi/drafts/logging-0.1.0-draft.wit")),
];

/// The text of `package`, parsed, if some shipped package can serve that version. Its worlds are left out unless wanted:
/// they refer to most other packages.
pub(super) fn source(package: &PackageName, worlds: bool) -> Option<(SourceFile, Tree)> {
    let builtin = server(package)?;
    let older = match &builtin.serves {
        Serves::Track(newest) => {
            package.version.clone().filter(|wanted| wanted != newest).map(|wanted| (wanted, newest.clone()))
        }
        Serves::Draft(_) | Serves::Unversioned => None,
    };
    // The view of the newest version with all that it has is the text itself.
    let tree = if older.is_none() && (worlds || builtin.scopes(true).is_empty()) {
        builtin.tree().clone()
    } else {
        syntax::parse(view(&[builtin.tree()], &View { version: older, worlds }).pop()?)
    };
    let name = format!("<{package}, built into witc>");
    Some((SourceFile::new(name, Arc::clone(tree.text())), tree))
}

/// What serves a package in its version.
pub(super) fn server(package: &PackageName) -> Option<&'static Builtin> {
    of(package).find(|builtin| builtin.serves.has(package.version.as_ref()))
}

/// What is shipped of a package, whatever its version; versions ascend.
pub(super) fn of(package: &PackageName) -> impl Iterator<Item = &'static Builtin> {
    let ours = package.namespace.as_str() == NAMESPACE;
    ALL.iter().filter(move |builtin| ours && package.name.as_str() == builtin.name)
}

/// The newest version of everything that is shipped.
pub(super) fn all() -> impl Iterator<Item = (PackageName, &'static Builtin)> {
    ALL.iter().map(|builtin| {
        let name = PackageName {
            namespace: WitName::new(NAMESPACE),
            name: WitName::new(builtin.name),
            version: builtin.newest(),
        };
        (name, builtin)
    })
}

/// The newest built-in version on the track of the package's.
pub(super) fn newest(package: &PackageName) -> Option<Version> {
    let wanted = package.version.as_ref()?;
    of(package).find_map(|builtin| match &builtin.serves {
        Serves::Track(newest) if is_released_in(wanted, newest) => Some(newest.clone()),
        Serves::Track(_) | Serves::Draft(_) | Serves::Unversioned => None,
    })
}

const fn wasi_0_2(name: &'static str, text: &'static str) -> Builtin {
    builtin(name, Serves::Track(Version::new(0, 2, 12)), text)
}

const fn wasi_0_3(name: &'static str, text: &'static str) -> Builtin {
    builtin(name, Serves::Track(Version::new(0, 3, 2)), text)
}

const fn draft(name: &'static str, version: &'static str, text: &'static str) -> Builtin {
    builtin(name, Serves::Draft(version), text)
}

const fn builtin(name: &'static str, serves: Serves, text: &'static str) -> Builtin {
    Builtin { name, serves, text, tree: OnceLock::new() }
}

impl Builtin {
    /// The newest version it serves.
    pub(super) fn newest(&self) -> Option<Version> {
        match &self.serves {
            Serves::Track(newest) => Some(newest.clone()),
            Serves::Draft(version) => Version::parse(version).ok(),
            Serves::Unversioned => None,
        }
    }

    /// The versions it serves.
    pub(super) fn versions(&self) -> String {
        self.serves.in_words()
    }

    /// Whether it serves more than one version.
    pub(super) fn is_track(&self) -> bool {
        match self.serves {
            Serves::Track(_) => true,
            Serves::Draft(_) | Serves::Unversioned => false,
        }
    }

    /// Whether it has an interface or world of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let mut scopes = ast::items(self.tree().root()).filter_map(Item::scope);
        scopes.any(|scope| scope.name().is_some_and(|own| own.text() == name))
    }

    /// Its interfaces, or its worlds.
    pub(super) fn scopes(&self, worlds: bool) -> Vec<String> {
        let items = ast::items(self.tree().root());
        let wanted = items.filter(|item| matches!(item, Item::World(_)) == worlds).filter_map(Item::scope);
        wanted.filter_map(|scope| Some(scope.name()?.text().to_owned())).collect()
    }

    /// Its text, parsed when it is needed first, without the comment that says where it is from.
    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| {
            let header = self.text.find("\npackage ").map_or(0, |line_end| line_end + 1);
            syntax::parse(self.text.get(header..).unwrap_or(self.text))
        })
    }
}

impl Serves {
    fn has(&self, wanted: Option<&Version>) -> bool {
        match self {
            Serves::Track(newest) => wanted.is_some_and(|wanted| is_released_in(wanted, newest)),
            Serves::Draft(version) => wanted.is_some_and(|wanted| wanted.to_string() == *version),
            Serves::Unversioned => wanted.is_none(),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Serves::Track(newest) => format!("{}.{}.0 to {newest}", newest.major, newest.minor),
            Serves::Draft(version) => (*version).to_owned(),
            Serves::Unversioned => "the one without a version".to_owned(),
        }
    }
}

/// Whether `wanted` is a release of the track of `newest`, and not after it.
fn is_released_in(wanted: &Version, newest: &Version) -> bool {
    wanted.pre.is_empty()
        && wanted.build.is_empty()
        && (wanted.major, wanted.minor) == (newest.major, newest.minor)
        && wanted.patch <= newest.patch
}
