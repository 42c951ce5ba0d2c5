//! `witc compose`: components in, one component out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::base::names::{ExternName, NotAnExternName};
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::inputs::Inputs;
use crate::cli::term::{Failure, Outcome, say, warn};
use crate::base::problems::Problems;
use crate::component::{self, Component, ComponentError};
use crate::compose::{self, HostWish, Packing, Validation, Wishes, print};

/// Links components into one: what the application imports is looked for in the other components' exports, what those
/// import likewise, and the result exports what the application exports.
#[derive(Debug, Args)]
pub(super) struct ComposeArgs {
    /// The application: a component, `.wasm` or `.wat`, or `-` for standard input.
    app: PathBuf,
    /// Components that may provide what is imported, in any order. Each gets one instance, if it is needed at all.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    with: Vec<PathBuf>,
    /// Where to write; `-` is standard output. By default `composed.wasm`, in the current folder.
    #[arg(short, long, value_name = "FILE", overrides_with = "output")]
    output: Option<PathBuf>,
    /// Leave this import to the host: `ns:package/interface`, with or without version, or a plain name.
    /// `*` stands for whatever nobody provides. Imports from `wasi:` need no permission.
    #[arg(long, value_name = "NAME", value_parser = wish)]
    import: Vec<HostWish>,
    /// Store each component whole, also what is in several of them: by default, identical modules and components in
    /// them are stored once.
    #[arg(long)]
    no_share: bool,
    /// What to validate of the result. All components are validated when they are read.
    #[arg(long, value_name = "WHAT", default_value = "wiring")]
    validate: Validate,
    /// Print what a stage decided, instead of a component. It goes to standard output unless `-o` says otherwise.
    #[arg(long, value_name = "STAGE")]
    emit: Option<Emit>,
}

/// How much of the result is validated.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Validate {
    /// How the components are put together, whatever their size.
    Wiring,
    /// All of it once more.
    Full,
}

impl ComposeArgs {
    fn packing(&self) -> Packing {
        let validation = match self.validate {
            Validate::Wiring => Validation::Wiring,
            Validate::Full => Validation::Full,
        };
        Packing { share: !self.no_share, validation }
    }
}

/// A stage whose result can be printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Emit {
    /// Who needs what from whom.
    Graph,
    /// The steps by which the components are put together.
    Plan,
}

fn wish(text: &str) -> Result<HostWish, NotAnExternName> {
    if text == "*" {
        return Ok(HostWish::All);
    }
    let name = text.parse::<ExternName>()?;
    // The names of a binary may be anything, those that people give are WIT's.
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if name.interface().is_none() && !is_plain {
        return Err(NotAnExternName(text.to_owned()));
    }
    Ok(HostWish::Import(name))
}

/// Runs `witc compose`.
pub(super) fn compose(args: &ComposeArgs) -> Outcome<ExitCode> {
    let times = std::iter::once(&args.app).chain(&args.with).filter(|path| files::is_dash(path)).count();
    if times > 1 {
        return Err(Failure::misuse(CliError::StdinTwice { times, instead: "a file" }));
    }
    let mut inputs = Inputs::default();
    let (app, with) = read(&args.app, &args.with, &mut inputs)?;
    let wishes = Wishes { host: args.import.clone() };
    let linked = compose::link(app, with, &wishes).map_err(Failure::of)?;
    linked.notes.iter().for_each(|note| warn(note));
    let printed = match args.emit {
        Some(Emit::Graph) => print::graph(&linked.graph),
        Some(Emit::Plan) => print::plan(&linked.plan),
        None => {
            let composed = compose::pack(&linked.plan, &args.packing())?;
            let output = args.output.as_deref().unwrap_or(Path::new("composed.wasm"));
            files::write_binary_by(output, &mut |to| {
                composed.write(to)?;
                inputs.unchanged()
            })?;
            let summary = print::summary(&linked);
            if !summary.is_empty() {
                say(summary.trim_end());
            }
            if !files::is_dash(output) {
                say(format_args!("wrote {} ({} bytes)", output.display(), composed.size()));
            }
            return Ok(ExitCode::SUCCESS);
        }
    };
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    files::write(output, printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// All the components, or what is wrong with each of the files.
fn read(app: &Path, with: &[PathBuf], inputs: &mut Inputs) -> Outcome<(Component, Vec<Component>)> {
    let (mut opened, mut places, mut failures) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (place, path) in std::iter::once(app).chain(with.iter().map(PathBuf::as_path)).enumerate() {
        match inputs.open(path) {
            Ok(contents) => {
                opened.push((files::display_name(path).into(), contents));
                places.push(place);
            }
            Err(error) => {
                failures.insert(place, Failure::from(error));
            }
        }
    }
    let mut components = Vec::new();
    for (place, read) in places.into_iter().zip(component::read_all(opened)) {
        match read {
            Ok(component) => components.push(component),
            Err(error) => {
                failures.insert(place, error.into());
            }
        }
    }
    let failed = failures.into_values().reduce(Failure::and);
    let mut components = components.into_iter();
    match (components.next(), failed) {
        (Some(app), None) => Ok((app, components.collect())),
        (_, failed) => Err(failed.unwrap_or_else(|| Failure::of(Problems::<ComponentError>::new()))),
    }
}
