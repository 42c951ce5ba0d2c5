//! The WASI packages that witc ships, each serving every version of its track.

use semver::Version;

use crate::base::names::PackageName;
use crate::base::source::SourceFile;
use crate::frontend::view::{View, view};

/// A package that witc ships.
struct Builtin {
    namespace: &'static str,
    name: &'static str,
    /// The newest version that the text has; `None` for a package that never had one.
    version: Option<Version>,
    text: &'static str,
}

/// Everything that is shipped, as declarations only: `wit/wasi/README.md` says where it is from.
fn all() -> Vec<Builtin> {
    let wasi = |name, text| Builtin { namespace: "wasi", name, version: Some(Version::new(0, 2, 12)), text };
    vec![
        wasi("cli", include_str!("../../wit/wasi/0.2/cli.wit")),
        wasi("clocks", include_str!("../../wit/wasi/0.2/clocks.wit")),
        wasi("filesystem", include_str!("../../wit/wasi/0.2/filesystem.wit")),
        wasi("http", include_str!("../../wit/wasi/0.2/http.wit")),
        wasi("io", include_str!("../../wit/wasi/0.2/io.wit")),
        wasi("random", include_str!("../../wit/wasi/0.2/random.wit")),
        wasi("sockets", include_str!("../../wit/wasi/0.2/sockets.wit")),
        Builtin {
            namespace: "wasi",
            name: "logging",
            version: None,
            text: include_str!("../../wit/wasi/logging.wit"),
        },
    ]
}

/// The text of `package`, if some shipped package can serve that version. Its worlds are left out unless wanted:
/// they refer to most other packages.
pub(super) fn source(package: &PackageName, worlds: bool) -> Option<SourceFile> {
    let builtin = all().into_iter().find(|builtin| builtin.serves(package))?;
    let wanted = View { version: package.version.clone().zip(builtin.version), worlds };
    let text = view(builtin.text, &wanted);
    Some(SourceFile::new(format!("<{package}, built into witc>"), text))
}

/// The versions of a package that are shipped, in words.
pub(super) fn versions(package: &PackageName) -> Option<String> {
    let builtin = all().into_iter().find(|builtin| builtin.is(package))?;
    Some(match builtin.version {
        Some(version) => format!("{}.{}.0 to {version}", version.major, version.minor),
        None => "the one without a version".to_owned(),
    })
}

impl Builtin {
    fn is(&self, package: &PackageName) -> bool {
        package.namespace.as_str() == self.namespace && package.name.as_str() == self.name
    }

    fn serves(&self, package: &PackageName) -> bool {
        let version = match (&package.version, &self.version) {
            (None, None) => true,
            (Some(wanted), Some(newest)) => {
                wanted.pre.is_empty()
                    && (wanted.major, wanted.minor) == (newest.major, newest.minor)
                    && wanted.patch <= newest.patch
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        self.is(package) && version
    }
}
