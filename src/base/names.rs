//! Names of WIT and of the component model, parsed once where they enter.

use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

use semver::Version;

use crate::base::ids::TypeIx;

/// A kebab-case name as WIT writes it, without the `%` that may escape it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WitName(Arc<str>);

impl WitName {
    /// Takes over a name that a WIT parser or a binary decoder has already checked.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for WitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `namespace:name@version`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName {
    /// What stands before the colon.
    pub namespace: WitName,
    /// What stands after it.
    pub name: WitName,
    /// A full semantic version, where the package has one.
    pub version: Option<Version>,
}

impl Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.name)?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, "@{version}"))
    }
}

impl From<&wit_parser::PackageName> for PackageName {
    fn from(package: &wit_parser::PackageName) -> Self {
        Self {
            namespace: WitName::new(package.namespace.as_str()),
            name: WitName::new(package.name.as_str()),
            version: package.version.clone(),
        }
    }
}

/// `namespace:package/name@version`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InterfaceName {
    /// The package the interface belongs to.
    pub package: PackageName,
    /// The interface's own name.
    pub name: WitName,
}

impl InterfaceName {
    /// The interface and version that hosts treat as one: `1.4.2` is on track `1`, `0.2.9` on `0.2`; `0.0.x`,
    /// pre-releases and unversioned names stand for themselves (component model, "canonical interface names").
    pub fn track(&self) -> Track {
        let Some(version) = &self.package.version else { return Track(self.clone()) };
        if !version.pre.is_empty() || (version.major == 0 && version.minor == 0) {
            return Track(self.clone());
        }
        let minor = if version.major == 0 { version.minor } else { 0 };
        let mut track = self.clone();
        track.package.version = Some(Version::new(version.major, minor, 0));
        Track(track)
    }
}

impl Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PackageName { namespace, name, version } = &self.package;
        write!(f, "{namespace}:{name}/{}", self.name)?;
        version.as_ref().map_or(Ok(()), |version| write!(f, "@{version}"))
    }
}

/// The class of versions of one interface among which a newer one can stand in for an older one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Track(InterfaceName);

/// The name under which a component imports or exports something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExternName {
    /// A kebab-case name: a world's own function or type, or an inline interface.
    Plain(WitName),
    /// An interface of a package.
    Interface(InterfaceName),
}

impl ExternName {
    /// The interface that is named, if this is the name of one.
    pub fn interface(&self) -> Option<&InterfaceName> {
        match self {
            ExternName::Interface(name) => Some(name),
            ExternName::Plain(_) => None,
        }
    }
}

impl Display for ExternName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExternName::Plain(name) => name.fmt(f),
            ExternName::Interface(name) => name.fmt(f),
        }
    }
}

/// A text that is no extern name, as [`ExternName::from_str`] was given it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a kebab-case name nor `namespace:package/interface@version`")]
pub struct NotAnExternName(pub String);

impl FromStr for ExternName {
    type Err = NotAnExternName;

    /// Reads the names of a component binary: `a-b`, `ns:pkg/iface`, `ns:pkg/iface@1.2.3`.
    fn from_str(text: &str) -> Result<Self, NotAnExternName> {
        let wrong = || NotAnExternName(text.to_owned());
        let Some((path, name)) = text.split_once('/') else {
            return if text.is_empty() || text.contains(':') {
                Err(wrong())
            } else {
                Ok(ExternName::Plain(WitName::new(text)))
            };
        };
        let (namespace, package) = path.split_once(':').ok_or_else(wrong)?;
        let (name, version) = match name.split_once('@') {
            Some((name, version)) => (name, Some(Version::parse(version).map_err(|_| wrong())?)),
            None => (name, None),
        };
        let package =
            PackageName { namespace: WitName::new(namespace), name: WitName::new(package), version };
        Ok(ExternName::Interface(InterfaceName { package, name: WitName::new(name) }))
    }
}

/// The name of a function within its interface or world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FuncName {
    /// A function that belongs to no resource.
    Free(WitName),
    /// `constructor` of a resource.
    Constructor(TypeIx),
    /// A method: its first parameter is `borrow` of the resource.
    Method(TypeIx, WitName),
    /// A static function of a resource.
    Static(TypeIx, WitName),
    /// `name: get() -> ..`.
    Getter(Accessed, WitName),
    /// `name: set(..)`.
    Setter(Accessed, WitName),
}

/// Whose value an accessor gets or sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accessed {
    /// The interface's or the world's own.
    Free,
    /// That of one value of a resource: the first parameter is `borrow` of it.
    Value(TypeIx),
    /// The resource's own.
    Static(TypeIx),
}

impl Accessed {
    /// The resource.
    pub fn resource(self) -> Option<TypeIx> {
        match self {
            Accessed::Free => None,
            Accessed::Value(resource) | Accessed::Static(resource) => Some(resource),
        }
    }
}

impl FuncName {
    /// The resource that the function belongs to.
    pub fn resource(&self) -> Option<TypeIx> {
        match self {
            FuncName::Free(_) => None,
            FuncName::Constructor(resource)
            | FuncName::Method(resource, _)
            | FuncName::Static(resource, _) => Some(*resource),
            FuncName::Getter(accessed, _) | FuncName::Setter(accessed, _) => accessed.resource(),
        }
    }
}
