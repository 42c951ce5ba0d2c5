//! The packages that packages need, and where each comes from. The door is [`gather`].

mod closure;
mod doubts;
mod folders;
mod missing;
mod near;
mod offers;
mod plain;
mod refs;
mod same;
mod versions;

use crate::base::finding::{Finding, Rule};
use crate::base::ids::{FileIx, GroupIx, Table};
use crate::base::source::Location;
use crate::frontend::input::{Encoding, Input, NotText, Package};
use crate::frontend::packages::closure::Gathering;
use crate::frontend::packages::offers::Offers;
use crate::frontend::texts::Texts;

static NOT_TEXT: Rule = Rule::error("witc::frontend::not_text");

/// Packages and those they need.
#[derive(Debug, Default)]
pub(in crate::frontend) struct Packages {
    /// All texts: those of the groups, and those that were only looked at.
    pub(in crate::frontend) texts: Texts,
    /// The packages: those that are worked on, then what they need, nearest first. No two have the same name.
    pub(in crate::frontend) groups: Table<GroupIx, Group>,
    /// What is wrong with packages as a whole.
    pub(in crate::frontend) findings: Vec<Finding>,
}

/// The files of one package, with the packages in braces in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::frontend) struct Group {
    /// Its files.
    pub(in crate::frontend) files: Vec<FileIx>,
    /// Who has it.
    pub(in crate::frontend) origin: Origin,
    /// The names of packages in braces that are not to be looked at, since a group before this one has the same.
    pub(in crate::frontend) duplicates: Vec<Location>,
}

/// Who has a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) enum Origin {
    /// It is worked on.
    Root,
    /// It was given as a dependency.
    Dep,
    /// It is the view that was asked for of a dependency of another version: a text of ours, in no file.
    View,
    /// witc ships it: a text of ours, in no file.
    Builtin,
}

impl Origin {
    /// Whether the text is ours, so that what is wrong with it is not for the user to mend.
    pub(in crate::frontend) fn is_ours(self) -> bool {
        match self {
            Origin::Root | Origin::Dep => false,
            Origin::View | Origin::Builtin => true,
        }
    }
}

/// Finds what the packages of `input` need, directly or not. It works on damaged texts as well.
///
/// For every reference to another package that is written as it should be, there is a group with exactly the name and
/// version written, or a finding, or the text that would have it is damaged. A package is looked for, in this order:
/// what was given has it exactly; `deps/` has a newer version of the same track, of which a view is made; witc ships
/// it; a binary has at least the part of it that it needs itself. A lower version never serves.
///
/// Whether there is such an interface or world in a package that was found is not looked at.
pub(in crate::frontend) fn gather(input: &Input) -> Packages {
    let mut texts = Texts::default();
    let mut findings = Vec::new();
    let mut offers = Offers::default();
    let given = input.roots.iter().map(|package| (package, Origin::Root));
    let given = given.chain(input.deps.iter().map(|package| (package, Origin::Dep)));
    for (Package { files, kind }, origin) in given {
        let files: Vec<FileIx> = files.iter().map(|file| texts.push(file)).collect();
        findings.extend(files.iter().filter_map(|file| not_text(&texts, &input.not_text, *file)));
        offers.add(&texts, &files, *kind, origin, &mut findings);
    }
    let mut gathering = Gathering::new(texts, &offers);
    gathering.close();
    gathering.done(input, findings)
}

/// The finding of a file that is not UTF-8.
fn not_text(texts: &Texts, all: &[NotText], file: FileIx) -> Option<Finding> {
    let source = texts.sources.get(file)?;
    let found = all.iter().find(|found| found.file == source.name)?;
    let wide = source.text.get(found.offset as usize..).and_then(|rest| rest.chars().next());
    let end = found.offset + wide.map_or(0, |c| u32::try_from(c.len_utf8()).unwrap_or(0));
    let at = Location { file, start: found.offset, end };
    Some(match found.fault {
        Encoding::Utf16 => {
            Finding::new(&NOT_TEXT, Location { end: found.offset, ..at }, "the file is UTF-16 text")
                .help("WIT is UTF-8 text; save the file in that encoding")
        }
        Encoding::Byte(byte, more) => {
            let finding = Finding::new(&NOT_TEXT, at, format!("not UTF-8 text: byte {byte:#04x}"))
                .label("shown as U+FFFD")
                .help("WIT is UTF-8 text; save the file in that encoding");
            if more > 0 { finding.help(format!("so are {more} more places of this file")) } else { finding }
        }
    })
}
