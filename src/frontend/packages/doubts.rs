//! Packages that were found but may not be what their user thinks.

use std::collections::BTreeMap;

use semver::Version;

use crate::base::finding::{Finding, Rule};
use crate::base::names::{PackageName, WitName};
use crate::frontend::builtin;
use crate::frontend::packages::closure::{Gathering, Server};
use crate::frontend::packages::missing::{edits, write_version};
use crate::frontend::packages::refs::{Defined, Mention};
use crate::frontend::packages::versions;

static NEWER: Rule = Rule::warning("witc::frontend::newer_package");
static UNVERSIONED: Rule = Rule::warning("witc::frontend::unversioned_package");
static TWO_PATCHES: Rule = Rule::warning("witc::frontend::two_patches");

/// Everything doubtful about the packages that were found.
pub(super) fn findings(gathering: &Gathering<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (package, sought) in &gathering.sought {
        let mentions = &sought.mentions;
        findings.extend(match sought.server {
            Some(Server::Newer(has)) => newer(gathering, package, has, mentions),
            Some(Server::Builtin | Server::Interfaces(_)) if package.version.is_none() => {
                unversioned(gathering, package, mentions)
            }
            Some(Server::Exact | Server::View | Server::Builtin | Server::Interfaces(_)) | None => None,
        });
    }
    findings.extend(two_patches(gathering));
    findings
}

/// A newer version serves, and nothing says what the older one had.
fn newer(
    gathering: &Gathering<'_>,
    package: &PackageName,
    has: &Defined,
    mentions: &[Mention],
) -> Option<Finding> {
    let first = gathering.in_files(mentions).next()?;
    let (version, place) = (has.name.version.as_ref()?, gathering.place(has.at));
    let message = format!("`{package}` is served by {version} ({place}), which does not say what is newer");
    let mut finding = Finding::new(&NEWER, first.version.unwrap_or(first.at), message)
        .label(format!("what {version} has is taken for what this version had"))
        .related(has.at, "this one serves; not all of its items have `@since`");
    for other in gathering.in_files(mentions).filter(|other| other.at != first.at).take(4) {
        finding = finding.related(other.at, "needed here too");
    }
    let edits = edits(gathering, mentions, |mention| vec![write_version(mention, Some(version))]);
    Some(if edits.is_empty() {
        finding.help(format!("add the files of {package} to `deps/`"))
    } else {
        finding
            .help(format!("write the version that is there, or add the files of {package} to `deps/`"))
            .fix(format!("write `{version}`"), edits)
    })
}

/// A built-in package from before it had versions.
fn unversioned(gathering: &Gathering<'_>, package: &PackageName, mentions: &[Mention]) -> Option<Finding> {
    let first = gathering.in_files(mentions).next()?;
    let published: Vec<Version> = builtin::of(package).filter_map(builtin::Builtin::newest).collect();
    let newest = published.last()?;
    let versions: Vec<String> = published.iter().map(ToString::to_string).collect();
    let versions = match versions.as_slice() {
        [only] => format!("its only published version is {only}"),
        several => format!("its published versions are {}", several.join(", ")),
    };
    let message = format!("`{package}` has no version here; {versions}");
    let mut finding = Finding::new(&UNVERSIONED, first.at, message)
        .label("resolved to the built-in copy, imported under the unversioned name");
    for other in gathering.in_files(mentions).filter(|other| other.at != first.at).take(4) {
        finding = finding.related(other.at, "here too");
    }
    finding = finding.help("write the version to match current hosts");
    finding = match views(gathering) {
        Some(views) => finding.help(views),
        None => finding,
    };
    let edits = edits(gathering, mentions, |mention| vec![write_version(mention, Some(newest))]);
    let item = first.item.as_ref().map(|item| format!("/{item}")).unwrap_or_default();
    Some(if edits.is_empty() {
        finding
    } else {
        finding.fix(format!("write `{package}{item}@{newest}`"), edits)
    })
}

/// Which packages that are worked with come from the built-in WASI: whoever reads of one wonders about the others.
fn views(gathering: &Gathering<'_>) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for (package, sought) in &gathering.sought {
        let Some(wanted) = &package.version else { continue };
        let builtin = match sought.server {
            Some(Server::Builtin | Server::Interfaces(_)) => builtin::server(package)?,
            Some(Server::Exact | Server::View | Server::Newer(_)) | None => continue,
        };
        let asked = gathering.in_files(&sought.mentions).next().is_some();
        if let (true, true, Some(newest)) = (asked, builtin.is_track(), builtin.newest()) {
            let view = if newest == *wanted { String::new() } else { format!(" (view of {wanted})") };
            words.push(format!("`{package}` comes from the built-in WASI {newest}{view}"));
        }
    }
    (!words.is_empty()).then(|| format!("{}; deps/ is not needed", words.join(", ")))
}

/// What of a namespace is mentioned in one version.
type Patches<'m> = BTreeMap<Version, Vec<&'m Mention>>;

/// Two versions of one track, where one would do.
fn two_patches(gathering: &Gathering<'_>) -> Vec<Finding> {
    let mut namespaces: BTreeMap<(WitName, u64, u64), Patches<'_>> = BTreeMap::new();
    for (package, sought) in &gathering.sought {
        let Some(version) = package.version.as_ref().filter(|version| version.pre.is_empty()) else {
            continue;
        };
        let minor = if version.major > 0 { 0 } else { version.minor };
        if version.major == 0 && minor == 0 {
            continue;
        }
        let track = (package.namespace.clone(), version.major, minor);
        let mentions = namespaces.entry(track).or_default().entry(version.clone()).or_default();
        mentions.extend(gathering.in_files(&sought.mentions));
    }
    let two = namespaces.into_values().filter(|patches| patches.len() > 1);
    two.filter_map(|patches| two_of_track(gathering, &patches)).collect()
}

fn two_of_track(gathering: &Gathering<'_>, patches: &Patches<'_>) -> Option<Finding> {
    let mentioned = patches.iter().filter_map(|(version, mentions)| Some((version, *mentions.first()?)));
    let mut mentioned: Vec<(&Version, &Mention)> = mentioned.collect();
    let (newest, newer) = mentioned.pop()?;
    let (oldest, older) = *mentioned.first()?;
    // A package that is there in both: its types are not the same types.
    let twice = gathering.sought.keys().find(|package| {
        let in_version = |version: &Version| {
            let name = PackageName { version: Some(version.clone()), ..(*package).clone() };
            gathering.sought.get(&name).is_some_and(|sought| sought.server.is_some())
        };
        in_version(oldest) && in_version(newest)
    })?;
    let name = versions::unversioned(twice);
    let message = format!("`{name}` is needed in two versions of one track, {oldest} and {newest}");
    let finding = Finding::new(&TWO_PATCHES, older.version.unwrap_or(older.at), message)
        .label(format!("{oldest} here"))
        .related(newer.version.unwrap_or(newer.at), format!("{newest} here"))
        .help("the types of the two are different types, and a host must provide both");
    let old: Vec<Mention> = mentioned
        .iter()
        .filter_map(|(version, _)| patches.get(version))
        .flatten()
        .filter(|mention| gathering.is_worked_on(mention.at.file))
        .map(|mention| (*mention).clone())
        .collect();
    let served = |mention: &Mention| {
        gathering.can_serve(&PackageName { version: Some(newest.clone()), ..mention.package.clone() })
    };
    let edits = edits(gathering, &old, |mention| vec![write_version(mention, Some(newest))]);
    Some(if edits.is_empty() || !old.iter().all(served) {
        finding.help(format!("use {newest} everywhere"))
    } else {
        finding.fix(format!("use {newest} for both"), edits)
    })
}
