//! `witc graph`: WIT in, a picture out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::base::guard::guarded;
use crate::cli::files;
use crate::files::error::ReadError;
use crate::files::failure::Outcome;
use crate::files::read_wit;
use crate::frontend::{self, Selection, Subject};
use crate::picture::{self, Picture};

/// What the pictures mean, and how to get them.
const EXPLAINED: &str = "\
A box is an interface or a world, in the box of its package; an arrow says that it uses, imports, exports or includes \
the other. Dashed boxes are imported only because something else needs them. With `--types` a box is a type, and an \
arrow goes from a field, case or function to a type that it mentions.

Examples:
  witc graph wit/                        an outline, in the terminal
  witc graph wit/ -o docs/wit.svg        a picture for the documentation
  witc graph wit/ --format mermaid       for a Markdown file
  witc graph wit/ --types -o types.svg   all types of the package
  witc graph wit/ --types store          the types of one interface or world";

/// Draws WIT: the interfaces and worlds of a package and of those it needs, with what each uses, imports, exports and
/// includes. What a world has only because something else needs it is drawn faintly. With `--types`: the types, field
/// by field, and the types that they mention.
#[derive(Debug, Args)]
#[command(after_help = EXPLAINED)]
pub(super) struct GraphArgs {
    /// A WIT file, a folder with the WIT files of one package, or `-` for standard input. It needs no world.
    wit: PathBuf,
    /// Only what this world needs.
    #[arg(long, value_name = "NAME", conflicts_with = "types")]
    world: Option<String>,
    /// Draw the types: of the whole package, or of the interface or world called NAME (`store`, or
    /// `wasi:io/streams@0.2.0` for one of another package).
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "without it, with it, and with a name")]
    types: Option<Option<String>>,
    /// More packages: WIT files, or folders of them (each file, and each subfolder, is one package).
    #[arg(long, value_name = "PATH")]
    deps: Vec<PathBuf>,
    /// Where to write; `-`, the default, is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to draw. By default what the extension of FILE says (`.svg`, `.dot`, `.gv`, `.mmd`, `.txt`), else `text`.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

/// How a picture is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// An outline.
    Text,
    /// For Graphviz.
    Dot,
    /// For Markdown that knows Mermaid.
    Mermaid,
    /// For documents and browsers.
    Svg,
}

/// Runs `witc graph`.
pub(super) fn graph(args: &GraphArgs) -> Outcome<ExitCode> {
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    let format = args.format.or_else(|| Format::of(output)).unwrap_or(Format::Text);
    let input = read_wit(std::slice::from_ref(&args.wit), &args.deps).whole()?;
    let subject = match &args.types {
        Some(types) => Subject::Types(types.clone()),
        None => Subject::Dependencies(Selection { world: args.world.clone() }),
    };
    let picture = frontend::picture(&input, &subject)?;
    let text =
        guarded(|| format.print(&picture)).map_err(|_lost| ReadError::GaveUp { path: args.wit.clone() })?;
    files::write(output, text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

impl Format {
    /// What the extension of a file says.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "svg" => Some(Format::Svg),
            "dot" | "gv" => Some(Format::Dot),
            "mmd" | "mermaid" => Some(Format::Mermaid),
            "txt" => Some(Format::Text),
            _ => None,
        }
    }

    /// Prints a picture.
    pub(super) fn print(self, picture: &Picture) -> String {
        match self {
            Format::Text => picture::text::text(picture),
            Format::Dot => picture::dot::dot(picture),
            Format::Mermaid => picture::mermaid::mermaid(picture),
            Format::Svg => picture::svg::svg(picture),
        }
    }
}
