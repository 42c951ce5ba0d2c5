//! Packages that nobody has: what there is instead.

use semver::Version;

use crate::base::finding::{Edit, Finding, Rule, any_of};
use crate::base::ids::FileIx;
use crate::base::names::PackageName;
use crate::base::source::Location;
use crate::frontend::builtin;
use crate::frontend::input::Input;
use crate::frontend::packages::closure::Gathering;
use crate::frontend::packages::near::{self, Near};
use crate::frontend::packages::offers::Offer;
use crate::frontend::packages::refs::{self, Defined, Mention};
use crate::frontend::packages::versions;

static NO_PACKAGE: Rule = Rule::error("witc::frontend::no_package");

/// How many further mentions are pointed at.
const MENTIONS: usize = 4;

/// Up to how many packages are listed.
const LISTED: usize = 8;

/// How many versions are offered.
const CHOICES: usize = 3;

/// Tells of each package that nobody has. Returns files that would have one if they were not damaged: what is wrong
/// with them is told instead.
pub(super) fn findings<'a>(
    gathering: &mut Gathering<'a>,
    input: &Input,
    findings: &mut Vec<Finding>,
) -> Vec<&'a Offer> {
    let mut broken: Vec<&Offer> = Vec::new();
    let missing: Vec<PackageName> = gathering
        .sought
        .iter()
        .filter(|(_, sought)| sought.server.is_none())
        .map(|(package, _)| package.clone())
        .collect();
    for package in missing {
        let culprits = damaged(gathering, &package);
        if culprits.is_empty() {
            let unread = unread(gathering, input, &package);
            let finding = finding(gathering, input, &package, unread.as_deref().unwrap_or_default());
            findings.extend(finding);
        }
        let new: Vec<_> =
            culprits.into_iter().filter(|new| !broken.iter().any(|old| std::ptr::eq(*old, *new))).collect();
        broken.extend(new);
    }
    broken
}

/// Offers of no known package that speak of this one, and whose texts are damaged.
fn damaged<'a>(gathering: &Gathering<'a>, package: &PackageName) -> Vec<&'a Offer> {
    let name = versions::unversioned(package).to_string();
    let speaks = |file: &FileIx| {
        let tree = gathering.texts.trees.get(*file);
        tree.is_some_and(|tree| !tree.errors().is_empty() && tree.text().contains(&name))
    };
    gathering.offers.nameless().filter(|offer| offer.files.iter().any(speaks)).collect()
}

fn is_damaged(gathering: &Gathering<'_>, offer: &Offer) -> bool {
    let mut trees = offer.files.iter().filter_map(|file| gathering.texts.trees.get(*file));
    trees.any(|tree| !tree.errors().is_empty())
}

/// Where the package is defined in a file that is not read.
fn unread(gathering: &mut Gathering<'_>, input: &Input, package: &PackageName) -> Option<Vec<Defined>> {
    let name = versions::unversioned(package).to_string();
    let mut found = Vec::new();
    for file in input.unread.iter().filter(|file| file.text.contains(&name)) {
        let file = gathering.texts.push(file);
        let header = refs::header(gathering.texts.trees.get(file)?, file);
        found.extend(header.filter(|header| versions::same_package(&header.name, package)));
    }
    Some(found)
}

fn finding(
    gathering: &Gathering<'_>,
    input: &Input,
    package: &PackageName,
    unread: &[Defined],
) -> Option<Finding> {
    let mentions = &gathering.sought.get(package)?.mentions;
    let first = gathering.in_files(mentions).next().or(mentions.first())?;
    let mut finding = Finding::new(&NO_PACKAGE, first.at, format!("package `{package}` not found"));
    let others = gathering.in_files(mentions).filter(|mention| mention.at != first.at);
    if let Some(own) = own(gathering, package, first) {
        return Some(itself(gathering, mentions, &own, finding));
    }
    let known = known(gathering, package, first);
    if !known.is_empty() {
        finding = other_versions(gathering, finding, package, mentions, first, &known);
    } else if let Some(near) = near::near(gathering, package).filter(|_| unread.is_empty()) {
        finding = other_name(gathering, finding, package, mentions, first, &near);
    }
    for other in others.take(MENTIONS) {
        finding = finding.related(other.at, "needed here too");
    }
    // What is beside is told only where nothing better is known.
    let unread =
        if known.is_empty() { unread.get(..unread.len().min(CHOICES)).unwrap_or_default() } else { &[] };
    for defined in unread {
        finding = finding.related(defined.at, "it is here, in a file that is not read");
        finding = finding.help(advice(gathering, defined, first.at.file));
    }
    if finding.label.is_empty() {
        finding = finding.label("needed here");
    }
    let helpless = known.is_empty() && finding.fixes.is_empty() && unread.is_empty();
    Some(if helpless { places(gathering, input, finding) } else { finding })
}

/// The package that is worked on, if it is meant: its name was written with another version, or with none.
fn own(gathering: &Gathering<'_>, package: &PackageName, mention: &Mention) -> Option<PackageName> {
    let mut roots = gathering.offers.roots().filter(|root| root.files.contains(&mention.at.file));
    let own = roots.find_map(|root| root.main.as_ref())?;
    versions::same_package(&own.name, package).then(|| own.name.clone())
}

/// A package is not looked for in itself.
fn itself(
    gathering: &Gathering<'_>,
    mentions: &[Mention],
    own: &PackageName,
    mut finding: Finding,
) -> Finding {
    finding.message = format!("this package is `{own}` itself");
    let others = gathering.in_files(mentions).filter(|mention| mention.at != finding.at);
    let others: Vec<Location> = others.map(|mention| mention.at).collect();
    let edits = edits(gathering, mentions, |mention| {
        let at = Location { end: mention.end.end, ..mention.at };
        mention.item.iter().map(|item| Edit { at, text: item.to_string() }).collect()
    });
    let finding = finding.label("inside a package only the last part is written");
    let finding = others.into_iter().fold(finding, |finding, at| finding.related(at, "and here"));
    finding.fix("write the last part only", edits)
}

/// A version that somebody has.
struct Known {
    version: Option<Version>,
    /// In words, with who has it.
    words: String,
    has_item: bool,
}

impl Known {
    /// Whether major and minor are what is wanted.
    fn is_near(&self, package: &PackageName) -> bool {
        let minor = |version: &Version| (version.major, version.minor);
        package.version.is_some() && self.version.as_ref().map(minor) == package.version.as_ref().map(minor)
    }
}

/// The versions of a package that somebody has, the newest first.
fn known(gathering: &Gathering<'_>, package: &PackageName, mention: &Mention) -> Vec<Known> {
    let item = mention.item.as_ref().map_or("", |item| item.as_str());
    let shipped = builtin::of(package).map(|builtin| Known {
        version: builtin.newest(),
        words: format!("{} (built in)", builtin.versions()),
        has_item: builtin.has(item),
    });
    let same = |defined: &&Defined| versions::same_package(&defined.name, package);
    let given = gathering.offers.defined().filter(same).map(|defined| {
        let version = defined.name.version.clone();
        let number = version.as_ref().map_or_else(|| "one without a version".to_owned(), ToString::to_string);
        Known {
            version,
            words: format!("{number} ({})", gathering.place(defined.at)),
            has_item: gathering.has_item(defined, item),
        }
    });
    let mut known: Vec<Known> = shipped.chain(given).collect();
    known.sort_by(|a, b| b.version.cmp(&a.version));
    known
}

/// The package is there, but not in this version.
fn other_versions(
    gathering: &Gathering<'_>,
    mut finding: Finding,
    package: &PackageName,
    mentions: &[Mention],
    first: &Mention,
    known: &[Known],
) -> Finding {
    finding = match (&package.version, first.version) {
        (Some(wanted), Some(at)) => {
            let versioned = known.iter().any(|known| known.version.is_some());
            let label = if versioned { "in other versions" } else { "without a version" };
            finding.label(format!("this package exists {label}")).related(at, no_such(wanted, known))
        }
        (Some(_) | None, _) => finding.label("this package has versions: write which one"),
    };
    let words: Vec<&str> = known.iter().map(|known| known.words.as_str()).collect();
    finding = finding.help(format!("known versions: {}", words.join(", ")));
    // The nearest track first, then the newest.
    let mut having: Vec<&Known> = known.iter().filter(|known| known.has_item).collect();
    having.sort_by_key(|known| !known.is_near(package));
    for known in having.into_iter().take(CHOICES) {
        let version = known.version.as_ref();
        let title = format!("write `{}`", path(package, first, version));
        let edits = edits(gathering, mentions, |mention| vec![write_version(mention, version)]);
        finding = finding.choice(title, edits);
    }
    finding
}

/// What is known near a version that is not.
fn no_such(wanted: &Version, known: &[Known]) -> String {
    let on_track =
        |known: &&Known| known.version.as_ref().is_some_and(|has| versions::same_track(has, wanted));
    match known.iter().find(on_track).and_then(|known| known.version.as_ref()) {
        Some(newest) if newest < wanted => {
            format!("the newest of its track is {newest}, and older ones can't serve")
        }
        Some(_) | None if !wanted.pre.is_empty() => format!("a pre-release: only {wanted} itself can serve"),
        Some(_) | None if wanted.major > 0 => format!("no {}.x that can serve is known", wanted.major),
        Some(_) | None => format!("no {}.{}.x that can serve is known", wanted.major, wanted.minor),
    }
}

/// A package of a similar name is there.
fn other_name(
    gathering: &Gathering<'_>,
    finding: Finding,
    package: &PackageName,
    mentions: &[Mention],
    first: &Mention,
    near: &Near,
) -> Finding {
    let name = versions::unversioned(&near.name);
    let meant = PackageName { version: package.version.clone(), ..name.clone() };
    let known = known(gathering, &meant, first);
    let kept = gathering.can_serve(&meant);
    let newest = known.iter().find(|known| known.has_item).or(known.first());
    let version = if kept { meant.version.clone() } else { newest.and_then(|known| known.version.clone()) };
    let title = format!("write `{}`", path(&name, first, version.as_ref()));
    let edits = edits(gathering, mentions, |mention| {
        let mut edits = vec![Edit { at: mention.at, text: name.to_string() }];
        if !kept {
            edits.push(write_version(mention, version.as_ref()));
        }
        edits
    });
    let finding = finding.label(format!("{} `{name}`?", near.why()));
    let finding = if kept {
        finding
    } else {
        let words: Vec<&str> = known.iter().map(|known| known.words.as_str()).collect();
        finding.help(format!("known versions of `{name}`: {}", words.join(", ")))
    };
    if kept && near.is_slip() { finding.fix(title, edits) } else { finding.choice(title, edits) }
}

/// Where it was looked for, and what is there.
fn places(gathering: &Gathering<'_>, input: &Input, mut finding: Finding) -> Finding {
    let mut places: Vec<&str> = input.places.iter().map(String::as_str).collect();
    places.push("the WASI packages built into witc");
    finding = finding.help(format!("looked in {}", places.join(", ")));
    let given: Vec<String> =
        gathering.offers.dependencies().map(|defined| defined.name.to_string()).collect();
    if !given.is_empty() && given.len() <= LISTED {
        let names = any_of(given.iter().map(String::as_str)).replace(" or ", " and ");
        finding = finding.help(format!("what is there: {names}"));
    }
    for offer in gathering.offers.nameless().filter(|offer| !is_damaged(gathering, offer)) {
        let file = offer.files.first().and_then(|file| gathering.texts.sources.get(*file));
        if let Some(file) = file {
            finding =
                finding.help(format!("`{}` has no `package ..;`, so nothing can refer to it", file.name));
        }
    }
    finding.help("put its WIT in a folder `deps/` beside the file, or name it with `--deps PATH`")
}

/// What to do with a file that the rules don't read.
fn advice(gathering: &Gathering<'_>, defined: &Defined, from: FileIx) -> String {
    let name_of = |file| gathering.texts.sources.get(file).map_or("", |file| &*file.name);
    let folder_of =
        |name: &'_ str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let name = name_of(defined.at.file);
    let folder = folder_of(name);
    if folder == folder_of(name_of(from)) {
        let slash = if folder.is_empty() { "" } else { "/" };
        return format!(
            "`{}` is in `{name}`, which is not read: move it to {folder}{slash}deps/",
            defined.name
        );
    }
    let folder = folder.as_str();
    let last = folder.rsplit('/').next().unwrap_or(folder);
    let above = match folder.split_once("/deps/") {
        Some((above, _)) => format!("{above}/"),
        None if folder.starts_with("deps/") => String::new(),
        None => folder.strip_suffix(last).unwrap_or_default().to_owned(),
    };
    format!("`{}` is in {folder}/, which is not read: move it to {above}deps/{last}/", defined.name)
}

/// The path of a mention with another version.
fn path(package: &PackageName, mention: &Mention, version: Option<&Version>) -> String {
    let name = versions::unversioned(package);
    let item = mention.item.as_ref().map(|item| format!("/{item}")).unwrap_or_default();
    let version = version.map(|version| format!("@{version}")).unwrap_or_default();
    format!("{name}{item}{version}")
}

/// Edits of every mention in a file that is worked on.
pub(super) fn edits(
    gathering: &Gathering<'_>,
    mentions: &[Mention],
    edit: impl Fn(&Mention) -> Vec<Edit>,
) -> Vec<Edit> {
    mentions.iter().filter(|mention| gathering.is_worked_on(mention.at.file)).flat_map(edit).collect()
}

/// Gives a mention another version, or none.
pub(super) fn write_version(mention: &Mention, version: Option<&Version>) -> Edit {
    match (mention.version, version) {
        (Some(at), Some(version)) => Edit { at, text: version.to_string() },
        // With the `@` before it.
        (Some(at), None) => {
            Edit { at: Location { start: at.start.saturating_sub(1), ..at }, text: String::new() }
        }
        (None, Some(version)) => Edit { at: mention.end, text: format!("@{version}") },
        (None, None) => Edit { at: mention.end, text: String::new() },
    }
}
