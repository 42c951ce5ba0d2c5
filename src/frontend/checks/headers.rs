//! What names the packages: a header in one file at least, the same in all, and no package twice.

use heck::ToKebabCase;

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::{PackageIx, UnitIx};
use crate::base::maps::HashMap;
use crate::base::names::PackageName;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::names::collect::package_name;
use crate::frontend::names::decl::Package;
use crate::syntax::ast;
use crate::syntax::tree::NodeKind;

static NO_PACKAGE_NAME: Rule = Rule::error("witc::frontend::no_package_name");
static PACKAGE_TWICE: Rule = Rule::error("witc::frontend::package_twice");
static NESTED_TOO_FAR: Rule = Rule::error("witc::frontend::nested_package");
static TWO_PACKAGE_DOCS: Rule = Rule::error("witc::frontend::two_package_docs");

/// Finds packages without a name, with two, and names with two packages.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    let mut blocks: HashMap<&PackageName, Location> = HashMap::default();
    for (ix, package) in cx.names.packages.iter() {
        if package.origin.is_ours() {
            continue;
        }
        let is_block = package.units.iter().any(|unit| is_block(cx, *unit));
        if is_block {
            found.extend(block(cx, package));
        } else {
            headers(cx, ix, package, found);
        }
        if package.name.name.as_str().is_empty() {
            continue;
        }
        let first = *blocks.entry(&package.name).or_insert(package.at);
        // Two files with one package are for those to settle who handed them in.
        if first != package.at && first.file == package.at.file {
            found.push(
                Finding::new(&PACKAGE_TWICE, package.at, format!("package `{}` is here twice", package.name))
                    .label("the second one")
                    .related(first, "the first one is here")
                    .help("put the items of both into one of them"),
            );
        }
    }
}

fn is_block(cx: &Cx<'_, '_>, unit: UnitIx) -> bool {
    cx.names.units[unit].holder.kind() == NodeKind::NestedPackage
}

/// A block inside another block.
fn block(cx: &Cx<'_, '_>, package: &Package<'_>) -> Option<Finding> {
    let unit = &cx.names.units[*package.units.first()?];
    let outer = unit.holder.ancestors().find(|node| node.kind() == NodeKind::NestedPackage)?;
    let outer_name = outer.child(NodeKind::PackageName)?;
    Some(
        Finding::new(
            &NESTED_TOO_FAR,
            package.at,
            format!("package `{}` is inside another one", package.name),
        )
        .label("packages can be nested only once")
        .related(outer_name.span().in_file(unit.file), "the package around it")
        .help("move it out of the braces; how packages are nested says nothing about them"),
    )
}

fn headers(cx: &Cx<'_, '_>, ix: PackageIx, package: &Package<'_>, found: &mut Vec<Finding>) {
    let mut named = false;
    let mut documented: Option<Location> = None;
    for unit in &package.units {
        let unit = &cx.names.units[*unit];
        let Some(header) = ast::header(unit.holder.tree()) else { continue };
        let at = header.node().span().in_file(unit.file);
        let Some(name) = package_name(header) else { continue };
        let node = unit.holder.child(NodeKind::PackageHeader);
        if node.is_some_and(|node| ast::docs(node).is_some()) {
            match documented {
                Some(first) => found.push(
                    Finding::new(
                        &TWO_PACKAGE_DOCS,
                        at,
                        format!("package `{name}` is documented in two files"),
                    )
                    .label("documented here too")
                    .related(first, "the first documentation is here")
                    .help("keep one of the two comments, or make the other a `//` comment"),
                ),
                None => documented = Some(at),
            }
        }
        named = true;
    }
    let damaged = package.units.iter().any(|unit| {
        let holder = cx.names.units[*unit].holder;
        holder.child(NodeKind::PackageHeader).is_some()
    });
    if !named && !damaged {
        found.extend(nameless(cx, ix, package));
    }
}

fn nameless(cx: &Cx<'_, '_>, ix: PackageIx, package: &Package<'_>) -> Option<Finding> {
    let unit = package.units.iter().map(|unit| &cx.names.units[*unit]).find(|unit| unit.package == ix)?;
    let at = Location { file: unit.file, start: 0, end: 0 };
    let file = cx.texts.sources.file(at)?;
    let bom = if file.text.starts_with('\u{feff}') { 3 } else { 0 };
    let at = Location { start: bom, end: bom, ..at };
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default().to_kebab_case();
    let stem = stem.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let stem = if crate::syntax::token::name_fault(stem).is_some() { "name" } else { stem };
    let newline = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let header = format!("package my:{};", crate::frontend::checks::mend::escape(stem));
    let several = package.units.len() > 1;
    let message = if several {
        "no file of this package says what it is called"
    } else {
        "this file does not say which package it is"
    };
    let empty = file.text.trim().is_empty();
    let finding = Finding::new(&NO_PACKAGE_NAME, at, message)
        .label(if empty { "the file is empty" } else { "a file begins with its package" })
        .help("a package has a namespace and a name, and a version once others use it: `package acme:shop@0.1.0;`");
    Some(
        finding.fix(
            format!("insert `{header}`"),
            vec![Edit { at, text: format!("{header}{newline}{newline}") }],
        ),
    )
}
