//! `witc why`: the way by which something ended up in a world.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::cli::files;
use crate::files::failure::Outcome;
use crate::files::read_wit;
use crate::frontend::why::{self, Why};
use crate::report::clean;
use crate::report::place::Places;

/// What an answer looks like.
const EXPLAINED: &str = "\
Example:
  $ witc why todo-app wasi:io/poll wit/todo.wit
  world `todo-app` imports `wasi:io/poll@0.2.0`
    wit/todo.wit:24:1: import wasi:http/outgoing-handler@0.2.0;
    ..";

/// Says why a world imports something: the statements that lead to it, from what the world says to the last `use`.
#[derive(Debug, Args)]
#[command(after_help = EXPLAINED)]
pub(super) struct WhyArgs {
    /// The world, as it is named or with its package: `app`, `my:shop/app`.
    #[arg(value_name = "WORLD")]
    world: String,
    /// The item: an interface (`wasi:io/poll@0.2.0`, `wasi:io/poll` or `poll`), a function of the world, or a type or
    /// function of an interface (`poll.pollable`).
    #[arg(value_name = "ITEM")]
    item: String,
    /// A WIT file, a folder with the WIT files of one package, or `-` for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    wit: PathBuf,
    /// More packages: WIT files, or folders of them (each file, and each subfolder, is one package).
    #[arg(long, value_name = "PATH")]
    deps: Vec<PathBuf>,
}

/// Runs `witc why`.
pub(super) fn why(args: &WhyArgs) -> Outcome<ExitCode> {
    let input = read_wit(std::slice::from_ref(&args.wit), &args.deps).whole()?;
    let why = why::why(&input, &args.world, &args.item)?;
    files::write(Path::new("-"), text(&why).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn text(why: &Why) -> String {
    let places = Places::new(&why.sources);
    let mut text = format!("{}\n", why.answer);
    let mut of = String::new();
    for step in &why.steps {
        if step.of != of && !of.is_empty() {
            text.push_str(&format!("  in {}:\n", step.of));
        }
        of.clone_from(&step.of);
        let place = places.of(step.at).map_or_else(String::new, |lines| {
            let position = lines.position(step.at.start as usize);
            format!("{}:{}:{}", clean::line(lines.name), position.line, position.column)
        });
        text.push_str(&format!("    {place}: {}\n", clean::line(&step.statement)));
    }
    match why.others {
        0 => {}
        1 => text.push_str("One other statement of the world leads there too.\n"),
        others => text.push_str(&format!("{others} other statements of the world lead there too.\n")),
    }
    text
}
