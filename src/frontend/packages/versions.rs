//! Which version can stand in for which.

use semver::Version;

use crate::base::names::PackageName;

/// Whether what has version `has` can serve who wants `wanted`: the same, or newer on the same track.
pub(super) fn serves(has: &Version, wanted: &Version) -> bool {
    has == wanted || (same_track(has, wanted) && wanted.build.is_empty() && has > wanted)
}

/// Whether one of the two can ever serve who wants the other. Pre-releases and 0.0.x are compatible with nothing.
pub(super) fn same_track(a: &Version, b: &Version) -> bool {
    let released = a.pre.is_empty() && b.pre.is_empty();
    let minor = a.major > 0 || (a.minor > 0 && a.minor == b.minor);
    released && a.major == b.major && minor
}

/// A package's name without its version.
pub(super) fn unversioned(package: &PackageName) -> PackageName {
    PackageName { version: None, ..package.clone() }
}

/// Whether two names differ in nothing but the version.
pub(super) fn same_package(a: &PackageName, b: &PackageName) -> bool {
    (&a.namespace, &a.name) == (&b.namespace, &b.name)
}
