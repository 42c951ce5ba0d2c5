//! `witc inspect`: a component in, what is in it and how it is wired out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::base::guard::guarded;
use crate::cli::files;
use crate::cli::graph;
use crate::cli::inputs::Inputs;
use crate::component::ComponentName;
use crate::component::inside::{self, Inside};
use crate::compose::picture;
use crate::files::error::ReadError;
use crate::files::failure::Outcome;
use crate::picture::Picture;

/// What the pictures mean, and how to get them.
const EXPLAINED: &str = "\
A box is an instance of a component; an arrow says that one has an import met by the other, or by the host. What \
compilers wrap around a component's own modules is not shown.

Examples:
  witc inspect composed.wasm                   an outline, in the terminal
  witc inspect composed.wasm -o composed.svg   a picture for the documentation
  witc inspect composed.wasm --format json     for programs: with the files that it was made of, if it says so";

/// Draws what is in a component: the instances, what each of them is given, what it imports and exports. It need not
/// have been composed by witc.
#[derive(Debug, Args)]
#[command(after_help = EXPLAINED)]
pub(super) struct InspectArgs {
    /// A component, `.wasm` or `.wat`, or `-` for standard input.
    component: PathBuf,
    /// Where to write; `-`, the default, is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to draw. By default what the extension of FILE says (`.svg`, `.dot`, `.gv`, `.mmd`, `.json`, `.txt`), else
    /// `text`.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

/// How what was found is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// An outline.
    Text,
    /// For programs.
    Json,
    /// For Graphviz.
    Dot,
    /// For Markdown that knows Mermaid.
    #[value(alias = "mmd")]
    Mermaid,
    /// For documents and browsers.
    Svg,
}

/// Runs `witc inspect`.
pub(super) fn inspect(args: &InspectArgs) -> Outcome<ExitCode> {
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    let format = args.format.or_else(|| of(output)).unwrap_or(Format::Text);
    let name = ComponentName::from(files::display_name(&args.component));
    let contents = Inputs::default().open(&args.component)?;
    let drawn = guarded(|| {
        let inside = inside::inside(&name, contents)?;
        let picture = picture::inside(&inside, name.file());
        Ok(print(format, &inside, &picture))
    });
    let text = drawn.map_err(|_lost| ReadError::GaveUp { path: args.component.clone() })?;
    let text = text.map_err(|error: crate::component::ComponentError| error)?;
    files::write(output, text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn of(path: &Path) -> Option<Format> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Some(Format::Json);
    }
    graph::Format::of(path).map(|format| match format {
        graph::Format::Text => Format::Text,
        graph::Format::Dot => Format::Dot,
        graph::Format::Mermaid => Format::Mermaid,
        graph::Format::Svg => Format::Svg,
    })
}

fn print(format: Format, inside: &Inside, picture: &Picture) -> String {
    let drawn = match format {
        Format::Text => return graph::Format::Text.print(picture) + &origin(inside),
        Format::Json => return json(inside, picture),
        Format::Dot => graph::Format::Dot,
        Format::Mermaid => graph::Format::Mermaid,
        Format::Svg => graph::Format::Svg,
    };
    drawn.print(picture)
}

/// The files that it was made of, if it says so, a line for each.
fn origin(inside: &Inside) -> String {
    let known = provenance(inside);
    let files = known.as_ref().and_then(|known| known.get("components")?.as_array());
    let Some(files) = files.filter(|files| !files.is_empty()) else { return String::new() };
    let text = |file: &Value, key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let plain = |text: String| text.replace(|c: char| c.is_control(), " ");
    let line = |file: &Value| {
        let digest = text(file, "blake3");
        format!("  {} {}\n", plain(digest.chars().take(12).collect()), plain(text(file, "file")))
    };
    format!(
        "made by witc of these files, says {}:\n{}",
        inside::PROVENANCE,
        files.iter().map(line).collect::<String>()
    )
}

fn provenance(inside: &Inside) -> Option<Value> {
    serde_json::from_str(inside.provenance.as_deref()?).ok()
}

fn json(inside: &Inside, picture: &Picture) -> String {
    let group = |group| picture.groups[group].label.clone();
    let nodes = picture.nodes.values().map(|node| {
        let mut item = json!({ "id": node.id, "kind": node.kind.word() });
        if let Some(object) = item.as_object_mut() {
            if !node.lines.is_empty() {
                object.insert("about".to_owned(), json!(node.lines));
            }
            if let Some(inside) = node.inside {
                object.insert("in".to_owned(), json!(group(inside)));
            }
        }
        item
    });
    let wires = picture.edges.values().map(|edge| {
        let (from, to) = (&picture.nodes[edge.from].id, &picture.nodes[edge.to].id);
        json!({ "from": from, "to": to, "kind": edge.kind.word(), "name": edge.label })
    });
    let port = |(name, kind): (&String, &str)| json!({ "name": name, "kind": kind });
    let all = json!({
        "name": picture.title,
        "size": inside.size,
        "imports": inside.imports.iter().map(|(name, kind)| port((name, kind))).collect::<Vec<_>>(),
        "exports": inside.exports.iter().map(|(name, kind, _)| port((name, kind))).collect::<Vec<_>>(),
        "nodes": nodes.collect::<Vec<_>>(),
        "wires": wires.collect::<Vec<_>>(),
        "provenance": provenance(inside),
    });
    format!("{all:#}\n")
}
