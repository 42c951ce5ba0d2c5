//! What is wrong with the WIT, or with what was asked of it.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;
use wit_parser::{ParseError, ParseErrorKind, ResolveError, ResolveErrorKind, SourceMap, Span};

use crate::base::names::PackageName;
use crate::base::source::{Location, Snippet, SourceFile, Sources};
use crate::frontend::builtin;

/// An error of the WIT front end.
#[derive(Debug, Error, Diagnostic)]
pub enum WitError {
    /// The text is not WIT.
    #[error("{message}")]
    #[diagnostic(code(witc::frontend::syntax))]
    Syntax {
        /// What is wrong.
        message: String,
        /// What to do, where we know.
        #[help]
        help: Option<String>,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The place.
        #[label("here")]
        at: Option<SourceSpan>,
    },
    /// A name that nothing has.
    #[error("{}", nothing(kind, name))]
    #[diagnostic(code(witc::frontend::not_found))]
    NotFound {
        /// What it would have to be.
        kind: String,
        /// The name.
        name: String,
        /// What to do, where we know.
        #[help]
        help: Option<String>,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The place.
        #[label("referred to here")]
        at: Option<SourceSpan>,
    },
    /// A type that would contain itself.
    #[error("{kind} `{name}` contains itself")]
    #[diagnostic(
        code(witc::frontend::cycle),
        help("WIT types are finite: store indices into a list, or make it a `resource`")
    )]
    Cycle {
        /// What it is.
        kind: String,
        /// Its name.
        name: String,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The place.
        #[label("here")]
        at: Option<SourceSpan>,
    },
    /// A package that neither the input nor witc has.
    #[error("package `{package}` not found")]
    #[diagnostic(code(witc::frontend::no_package))]
    NoPackage {
        /// Its name.
        package: PackageName,
        /// What there is.
        #[help]
        help: String,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The first mention.
        #[label("needed here")]
        at: Option<SourceSpan>,
    },
    /// Two files have the same package, and not with the same contents.
    #[error("package `{package}` is there twice, with different contents: in {first} and in {second}")]
    #[diagnostic(
        code(witc::frontend::two_packages),
        help("keep one of them, or give them different versions")
    )]
    TwoPackages {
        /// Its name.
        package: PackageName,
        /// The files it is in.
        first: String,
        /// The other files it is in.
        second: String,
    },
    /// Packages that are fine alone don't fit together.
    #[error("{message}")]
    #[diagnostic(code(witc::frontend::resolve))]
    Resolve {
        /// What is wrong.
        message: String,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The place.
        #[label("here")]
        at: Option<SourceSpan>,
    },
    /// No world has the name that was asked for.
    #[error("package `{package}` has no world `{wanted}`")]
    #[diagnostic(code(witc::frontend::unknown_world))]
    UnknownWorld {
        /// As it was asked for.
        wanted: String,
        /// The package.
        package: String,
        /// The worlds there are.
        #[help]
        help: String,
    },
    /// No interface or world has the name that was asked for.
    #[error("package `{package}` has no interface or world `{wanted}`")]
    #[diagnostic(code(witc::frontend::unknown_scope))]
    UnknownScope {
        /// As it was asked for.
        wanted: String,
        /// The package.
        package: String,
        /// The interfaces and worlds there are.
        #[help]
        help: String,
    },
    /// There is nothing to pick.
    #[error("package `{package}` has no world")]
    #[diagnostic(
        code(witc::frontend::no_world),
        help("a world says what a component imports and exports; add `world NAME {{ .. }}`")
    )]
    NoWorld {
        /// The package.
        package: String,
    },
    /// There is more than one to pick.
    #[error("package `{package}` has {count} worlds; say which one")]
    #[diagnostic(code(witc::frontend::many_worlds))]
    ManyWorlds {
        /// The package.
        package: String,
        /// How many worlds it has.
        count: usize,
        /// The worlds there are.
        #[help]
        help: String,
    },
    /// wit-parser panicked.
    #[error("the WIT parser gave up on this input; this is a fault of ours, not of yours")]
    #[diagnostic(code(witc::frontend::crashed), help("please report it with the WIT"))]
    Crashed,
    /// No thread to parse on.
    #[error("can't start a thread: {0}")]
    #[diagnostic(code(witc::frontend::no_thread), help("the system is out of memory or threads; try again"))]
    NoThread(#[source] std::io::Error),
}

impl WitError {
    /// An error of one package's files.
    pub(super) fn of_parse(
        error: &ParseError,
        map: &SourceMap,
        files: &[SourceFile],
        sources: &Sources,
    ) -> Self {
        let kind = error.kind();
        let Snippet { source: source_code, span: at } = snippet(kind.span(), map, sources);
        match kind {
            ParseErrorKind::ItemNotFound { name, kind, hint, .. } => WitError::NotFound {
                kind: kind.clone(),
                name: name.clone(),
                help: hint.clone(),
                source_code,
                at,
            },
            ParseErrorKind::TypeCycle { name, kind, .. } => {
                WitError::Cycle { kind: kind.clone(), name: name.clone(), source_code, at }
            }
            other @ (ParseErrorKind::Lex(_) | ParseErrorKind::Syntax { .. } | _) => {
                let help = at.is_none().then(|| {
                    format!("a package begins with `package namespace:name;`: add it to {}", names(files))
                });
                WitError::Syntax { message: other.to_string(), help, source_code, at }
            }
        }
    }

    /// An error of packages together.
    pub(super) fn of_resolve(error: &ResolveError, map: &SourceMap, sources: &Sources) -> Self {
        let kind = error.kind();
        let Snippet { source: source_code, span: at } = snippet(kind.span(), map, sources);
        let not_found = |kind: &str, name: &str, package: &wit_parser::PackageName| WitError::NotFound {
            kind: kind.to_owned(),
            name: name.to_owned(),
            help: Some(format!("package `{package}` has no such {kind}")),
            source_code: source_code.clone(),
            at,
        };
        match kind {
            ResolveErrorKind::InterfaceNotFound { requested, package, .. } => {
                not_found("interface", requested, package)
            }
            ResolveErrorKind::WorldNotFound { requested, package, .. } => {
                not_found("world", requested, package)
            }
            other @ (ResolveErrorKind::PackageNotFound { .. }
            | ResolveErrorKind::InvalidTransitiveDependency { .. }
            | ResolveErrorKind::DuplicatePackage { .. }
            | ResolveErrorKind::PackageCycle { .. }
            | ResolveErrorKind::ItemShadowing { .. }
            | ResolveErrorKind::StabilityMismatch { .. }
            | ResolveErrorKind::Semantic { .. }
            | _) => WitError::Resolve { message: other.to_string(), source_code, at },
        }
    }

    /// A package that is in these files and in those.
    pub(super) fn differing(package: &PackageName, first: &[SourceFile], second: &[SourceFile]) -> Self {
        WitError::TwoPackages { package: package.clone(), first: names(first), second: names(second) }
    }

    /// A package that is nowhere to be had. `offered` are those that the user gave.
    pub(super) fn no_package(package: &PackageName, offered: &[String], sources: &Sources) -> Self {
        let mut lines = Vec::new();
        if let Some(versions) = builtin::versions(package) {
            lines.push(format!(
                "witc has {}:{} in these versions: {versions}",
                package.namespace, package.name
            ));
        }
        if !offered.is_empty() {
            lines.push(format!("`deps/` and `--deps` have: {}", offered.join(", ")));
        }
        lines.push(
            "put its WIT in a folder `deps/` beside the file, or name it with `--deps PATH`".to_owned(),
        );
        let Snippet { source: source_code, span: at } = sources.snippet(mention(package, sources));
        WitError::NoPackage { package: package.clone(), help: lines.join("\n"), source_code, at }
    }
}

/// wit-parser calls by the kind `name` whatever may be a type or an interface.
fn nothing(kind: &str, name: &str) -> String {
    if kind == "name" {
        format!("nothing is called `{name}` here")
    } else {
        format!("there is no {kind} `{name}`")
    }
}

fn names(files: &[SourceFile]) -> String {
    files.iter().map(|file| format!("`{}`", file.name)).collect::<Vec<_>>().join(", ")
}

fn snippet(span: Span, map: &SourceMap, sources: &Sources) -> Snippet {
    let found = map.resolve_span(span);
    sources.snippet(found.and_then(|found| sources.locate(found.path, &found.range)))
}

/// The first mention of a package in any text.
fn mention(package: &PackageName, sources: &Sources) -> Option<Location> {
    let path = format!("{}:{}/", package.namespace, package.name);
    let version = package.version.as_ref().map(|version| format!("@{version}"));
    sources.find(|text| {
        text.match_indices(&path).find_map(|(start, _)| {
            let rest = text.get(start..)?;
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | ':' | '%');
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let after = rest.get(end..)?;
            match &version {
                Some(version) => {
                    after.starts_with(version.as_str()).then(|| start..start + end + version.len())
                }
                None => (!after.starts_with('@')).then(|| start..start + end),
            }
        })
    })
}
