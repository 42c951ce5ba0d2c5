//! `witc componentize`: a core module in, a component out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::cli::files;
use crate::cli::term::say;
use crate::component::{self, ComponentName};
use crate::files::failure::Outcome;

/// Makes a component of a core module that a compiler wrote for `wasm32-unknown-unknown` or `wasm32-wasip1`. The
/// adapter from WASI preview 1 is put in where the module needs it.
#[derive(Debug, Args)]
pub(super) struct ComponentizeArgs {
    /// The core module, `.wasm` or `.wat`, or `-` for standard input.
    core: PathBuf,
    /// Where to write; `-` is standard output. By default the module's name with `.component.wasm`, in its folder.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs `witc componentize`.
pub(super) fn componentize(args: &ComponentizeArgs) -> Outcome<ExitCode> {
    let name = ComponentName::new(files::display_name(&args.core));
    let bytes = component::componentize(&name, &files::read(&args.core)?)?;
    let output = match &args.output {
        Some(output) => output.clone(),
        None if files::is_dash(&args.core) => Path::new("-").to_owned(),
        None => args.core.with_file_name(format!("{}.component.wasm", name.stem())),
    };
    files::write_binary(&output, &bytes)?;
    if !files::is_dash(&output) {
        say(format_args!("wrote {} ({} bytes)", output.display(), bytes.len()));
    }
    Ok(ExitCode::SUCCESS)
}
