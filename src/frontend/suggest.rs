//! What the author may have meant by a name that nothing has.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use heck::ToKebabCase;

use crate::base::ids::{DeclIx, FileIx, PackageIx, ScopeIx};
use crate::base::maps::{HashMap, HashSet};
use crate::base::near::{near, nearest};
use crate::frontend::names::Names;
use crate::frontend::names::decl::ScopeKind;
use crate::frontend::texts::Texts;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

/// Looks for names. What it needs for that it makes when it is first asked.
pub(super) struct Suggestions<'a, 't> {
    texts: &'t Texts,
    names: &'a Names<'t>,
    by_text: OnceCell<HashMap<&'t str, Vec<DeclIx>>>,
    damaged: OnceCell<HashSet<String>>,
}

impl<'a, 't> Suggestions<'a, 't> {
    pub(super) fn new(texts: &'t Texts, names: &'a Names<'t>) -> Self {
        Self { texts, names, by_text: OnceCell::new(), damaged: OnceCell::new() }
    }

    /// Whether a name stands in damaged text, so that it may be declared there for all we know.
    pub(super) fn may_be_damaged(&self, name: &str) -> bool {
        self.damaged.get_or_init(|| damaged_names(self.texts, self.names)).contains(&name.to_kebab_case())
    }

    /// The type of a scope whose name is nearest, and whether it surely is meant.
    pub(super) fn type_in(&self, scope: ScopeIx, wanted: &str) -> Option<(DeclIx, bool)> {
        let types = &self.names.scopes[scope].types;
        let near = near(wanted, types.keys().copied())?;
        Some((*types.get(near.name)?, near.sure))
    }

    /// The types of other interfaces with this name that can be used from a scope: definitions only, those of the same
    /// package first.
    pub(super) fn elsewhere(&self, from: ScopeIx, wanted: &str) -> Vec<DeclIx> {
        let names = self.names;
        let package = names.package(from);
        let found = self.by_text().get(wanted).into_iter().flatten().copied();
        let mut found: Vec<DeclIx> = found
            .filter(|decl| {
                let scope = names.decls[*decl].scope;
                let defined = names.definition(*decl).is_some_and(|(definition, _)| definition == *decl);
                defined && scope != from && names.scopes[scope].kind == ScopeKind::Interface
            })
            .collect();
        found.sort_by_key(|decl| (names.package(names.decls[*decl].scope) != package, *decl));
        found
    }

    /// The type of the same package, in another interface, whose name is nearest.
    pub(super) fn near_elsewhere(&self, from: ScopeIx, wanted: &str) -> Option<DeclIx> {
        let package = self.names.package(from);
        let in_package = |decl: &&DeclIx| self.names.package(self.names.decls[**decl].scope) == package;
        let known = self.by_text();
        let near = known.iter().filter(|(_, decls)| decls.iter().any(|decl| in_package(&decl)));
        let near = nearest(wanted, near.map(|(name, _)| *name))?;
        self.elsewhere(from, near).first().copied()
    }

    /// The interface or world of a package whose name is nearest; of one kind, if that matters.
    pub(super) fn scope_in(
        &self,
        package: PackageIx,
        wanted: &str,
        kind: Option<ScopeKind>,
    ) -> Option<(ScopeIx, bool)> {
        let scopes = &self.names.packages[package].scopes;
        let fits = |scope: &ScopeIx| kind.is_none_or(|kind| self.names.scopes[*scope].kind == kind);
        let known = scopes.iter().filter(|(_, scope)| fits(scope)).map(|(name, _)| *name);
        let near = near(wanted, known)?;
        Some((*scopes.get(near.name)?, near.sure))
    }

    /// The interfaces or worlds of other packages with this name.
    pub(super) fn scopes_elsewhere(&self, package: PackageIx, wanted: &str, kind: ScopeKind) -> Vec<ScopeIx> {
        let others = self.names.packages.iter().filter(|(other, _)| *other != package);
        let found = others.filter_map(|(_, other)| other.scopes.get(wanted).copied());
        found.filter(|scope| self.names.scopes[*scope].kind == kind).collect()
    }

    fn by_text(&self) -> &HashMap<&'t str, Vec<DeclIx>> {
        self.by_text.get_or_init(|| {
            let mut by_text: HashMap<&str, Vec<DeclIx>> = HashMap::default();
            for (ix, decl) in self.names.decls.iter() {
                by_text.entry(decl.name.text()).or_default().push(ix);
            }
            by_text
        })
    }
}

/// The names in error nodes, and those that are no names, in kebab-case.
fn damaged_names(texts: &Texts, names: &Names<'_>) -> HashSet<String> {
    let mut found = HashSet::default();
    // Texts that are only near may be damaged as they like.
    let files: BTreeSet<FileIx> = names.units.values().map(|unit| unit.file).collect();
    let trees = files.into_iter().filter_map(|file| texts.trees.get(file));
    for tree in trees.filter(|tree| !tree.errors().is_empty()) {
        for node in tree.root().descendants().filter(|node| node.kind() == NodeKind::Error) {
            let names = node.tokens().filter(|token| token.kind().is_name());
            found.extend(names.map(|token| token.name().to_kebab_case()));
        }
        let bad = tree.tokens().filter(|token| token.kind() == TokenKind::BadName);
        found.extend(bad.map(|token| token.name().to_kebab_case()));
    }
    found
}
