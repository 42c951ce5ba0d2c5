//! wit-parser, the authority on what is accepted. What it alone finds wrong is told in its words.

use wit_parser::{PackageId, ParseError, Resolve, ResolveError, SourceMap, Span, UnresolvedPackageGroup};

use crate::base::finding::{Finding, Rule};
use crate::base::ids::{FileIx, GroupIx, Ix, Table};
use crate::base::source::{Location, Sources};
use crate::frontend::input::Features;
use crate::frontend::packages::Group;
use crate::frontend::texts::Texts;

static REJECTED: Rule = Rule::error("witc::frontend::rejected");

/// Parses and connects all groups. The package is that of the first.
pub(super) fn resolve(
    texts: &Texts,
    groups: &Table<GroupIx, Group>,
    features: &Features,
) -> Result<(Resolve, PackageId), Finding> {
    let mut parsed = groups.values().map(|group| parse(group, texts)).collect::<Result<Vec<_>, _>>()?;
    let mut resolve = Resolve { all_features: features.all, ..Resolve::default() };
    resolve.features.extend(features.names.iter().cloned());
    if parsed.is_empty() {
        return Err(rejected("there is nothing to read", None));
    }
    let main = parsed.remove(0);
    match resolve.push_groups(main, parsed) {
        Ok(package) => Ok((resolve, package)),
        Err(error) => {
            let at = place(&texts.sources, &resolve.source_map, ResolveError::kind(&error).span());
            Err(rejected(&error.kind().to_string(), at))
        }
    }
}

/// The files of a group, without what another group has.
fn parse(group: &Group, texts: &Texts) -> Result<UnresolvedPackageGroup, Finding> {
    let mut map = SourceMap::new();
    for id in &group.files {
        if let Some(file) = texts.sources.get(*id) {
            map.push_str(&file.name, texts.without(*id, &group.duplicates));
        }
    }
    map.parse().map_err(|(map, error)| {
        let at = place(&texts.sources, &map, ParseError::kind(&error).span());
        let start = group.files.first().map(|file| Location { file: *file, start: 0, end: 0 });
        rejected(&error.kind().to_string(), at.or(start))
    })
}

fn place(sources: &Sources, map: &SourceMap, span: Span) -> Option<Location> {
    let found = map.resolve_span(span)?;
    sources.locate(found.path, &found.range)
}

fn rejected(message: &str, at: Option<Location>) -> Finding {
    let start = Location { file: FileIx::from_index(0), start: 0, end: 0 };
    Finding::new(&REJECTED, at.unwrap_or(start), message.to_owned())
        .label("wit-parser does not accept this")
        .help("witc has no words of its own for this mistake yet: please report it, with the WIT")
}
