//! `witc compose`: components in, one component out.

/// Compositions that are not written to a file.
#[cfg(feature = "runtime")]
pub(super) mod in_memory;
mod manifest;
mod script;
mod targets;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use crate::base::problems::Problems;
use crate::base::threads;
use crate::cli::compose::targets::Targeted;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::graph::Format;
use crate::cli::inputs::{Cache, Inputs};
use crate::cli::term::{misuse, say, warn};
use crate::component::{Component, ComponentError, ComponentName};
use crate::compose::wishes::{NotAWish, Pattern, Said, StubWish, Target, ViaWish, WireWish};
use crate::compose::{self, Ahead, Packing, Validation, Wishes, print};
use crate::files::failure::{Failure, Outcome};

/// Links components into one: what the application imports is looked for in the other components' exports, what those
/// import likewise, and the result exports what the application exports.
///
/// Options that speak of imports are all written alike: `[COMPONENT:]IMPORT`. The component is who imports, by the name
/// that it was given, its path, or its file's name; without it everybody is meant. The import is
/// `ns:package/interface`, with or without version, or a plain name; where it says PATTERN it may also be
/// `ns:package/*`, `ns:*` or `*`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct ComposeArgs {
    /// The application: a component, `.wasm` or `.wat`, or `-` for standard input. Or a manifest, `.toml`, that says
    /// all of this, or a script in the language of the wac project, `.wac`.
    #[arg(value_name = "APP")]
    app: Given,
    /// What people give who expect providers here.
    #[arg(value_name = "FILE", hide = true)]
    more: Vec<PathBuf>,
    /// Components that may provide what is imported, in any order. Each gets one instance, if it is needed at all; one
    /// that is given a name (`cache=db.wasm`) has an instance of its own, so that one file can be there twice.
    #[arg(long, value_name = "[NAME=]FILE", num_args = 1..)]
    with: Vec<Given>,
    /// What meets an import, whatever else there is: `app.wasm:example:db/store=db.wasm`. An export of another name is
    /// written behind its component: `..=db.wasm:example:db/old-store`.
    #[arg(long, value_name = "[COMPONENT:]IMPORT=COMPONENT[:EXPORT]", value_parser = said::<WireWish>)]
    wire: Vec<Said<WireWish>>,
    /// A component that imports and exports the same interface, to be put between those that import it and what
    /// provides it. Several stand in the order given, the first next to who imports. With a pattern, only there.
    #[arg(long, value_name = "[[COMPONENT:]PATTERN=]FILE", value_parser = said::<ViaWish>)]
    via: Vec<Said<ViaWish>>,
    /// Meet these imports with something made for them, which imports nothing: its functions trap, or return zero,
    /// empty, none, ok.
    #[arg(long, value_name = "[COMPONENT:]PATTERN[=trap|default]", value_parser = said::<StubWish>)]
    stub: Vec<Said<StubWish>>,
    /// Leave these imports to the host: a whole name even if somebody provides it, of a pattern such as `*` whatever
    /// nobody provides. Imports from `wasi:` need no permission, unless there is `--seal`.
    #[arg(long, value_name = "[COMPONENT:]PATTERN", value_parser = said::<Target>)]
    import: Vec<Said<Target>>,
    /// Refuse a result that imports anything but what `--allow` and `--import` (by its whole name) name.
    #[arg(long)]
    seal: bool,
    /// What a sealed result may import, such as `wasi:cli/*`.
    #[arg(long, value_name = "PATTERN", requires = "seal")]
    allow: Vec<Pattern>,
    /// Export only these of the application's exports.
    #[arg(long, value_name = "PATTERN", value_parser = said::<Pattern>)]
    export: Vec<Said<Pattern>>,
    /// Where a package of a script is.
    #[arg(long, value_name = "NS:PACKAGE=FILE", value_parser = dep)]
    dep: Vec<(String, PathBuf)>,
    /// The folder with the packages of a script: `ns:name` is `ns/name.wasm` in it. By default `deps`, beside the script.
    #[arg(long, value_name = "FOLDER")]
    deps: Option<PathBuf>,
    /// Where to write; `-` is standard output. By default `composed.wasm`, in the current folder.
    #[arg(short, long, value_name = "FILE", overrides_with = "output")]
    output: Option<PathBuf>,
    /// Store each component whole, also what is in several of them: by default, identical modules and components in
    /// them are stored once.
    #[arg(long)]
    no_share: bool,
    /// Leave out the custom section that says which files the result was made of.
    #[arg(long)]
    no_provenance: bool,
    /// Draw what was linked: `.svg`, `.dot`, `.mmd` or `.txt`.
    #[arg(long, value_name = "FILE", value_parser = picture)]
    graph: Option<(Format, PathBuf)>,
    /// Validate all code of large modules anew, and remember nothing: otherwise what was found to be valid is noted in
    /// ~/.cache/witc, with the digests of large files.
    #[arg(long)]
    no_cache: bool,
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
        Packing { share: !self.no_share, provenance: !self.no_provenance, validation }
    }

    fn inputs(&self) -> Inputs {
        Inputs::knowing(if self.no_cache { None } else { Cache::of_user() })
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

/// A file, and the name that it is given.
#[derive(Clone, Debug)]
struct Given {
    name: Option<String>,
    path: PathBuf,
}

impl From<std::ffi::OsString> for Given {
    /// `NAME=FILE` or `FILE`. A file whose name begins like the former is written `./a=b`.
    fn from(text: std::ffi::OsString) -> Self {
        let named = text.to_str().and_then(|text| text.split_once('='));
        let is_name =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        match named.filter(|(name, _)| is_name(name)) {
            Some((name, path)) => Self { name: Some(name.to_owned()), path: path.into() },
            None => Self { name: None, path: text.into() },
        }
    }
}

impl Given {
    fn component_name(&self) -> ComponentName {
        let path = files::display_name(&self.path);
        match &self.name {
            Some(name) => ComponentName::called(name, &path),
            None => ComponentName::new(path),
        }
    }
}

/// `ns:package=path`.
fn dep(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("write `ns:package=path/to/package.wasm`")?;
    Ok((name.to_owned(), path.into()))
}

/// Where a picture goes, and how it is drawn there.
fn picture(text: &str) -> Result<(Format, PathBuf), String> {
    let path = PathBuf::from(text);
    match Format::of(&path) {
        Some(format) => Ok((format, path)),
        None if files::is_dash(&path) => Ok((Format::Text, path)),
        None => Err("a picture is a file that ends in `.svg`, `.dot`, `.mmd` or `.txt`".to_owned()),
    }
}

/// A wish, and the text it was.
fn said<T: FromStr<Err = NotAWish>>(text: &str) -> Result<Said<T>, NotAWish> {
    Ok(Said::new(text.parse()?, text))
}

impl ComposeArgs {
    /// Everything that is wanted, each with the option that said so.
    fn wishes(&self) -> Wishes {
        fn of<T: Clone>(option: &str, said: &[Said<T>]) -> Vec<Said<T>> {
            let with_option =
                |said: &Said<T>| Said::new(said.wish.clone(), format!("{option} {}", said.text));
            said.iter().map(with_option).collect()
        }
        Wishes {
            wires: of("--wire", &self.wire),
            vias: of("--via", &self.via),
            stubs: of("--stub", &self.stub),
            host: of("--import", &self.import),
            renamed: Vec::new(),
            seal: self.seal.then(|| self.allow.clone()),
            exports: of("--export", &self.export),
            exported: None,
        }
    }

    /// The files of the components that may provide: those of `--via` that no `--with` has among them.
    fn providers(&self) -> Vec<Given> {
        let mut given = self.with.clone();
        for said in &self.via {
            let middle = said.wish.middle.as_str();
            if !given.iter().any(|known| known.component_name().answers_to(middle)) {
                given.push(Given { name: None, path: middle.into() });
            }
        }
        given
    }
}

/// Everything that is to be composed.
struct Request {
    app: Given,
    with: Vec<Given>,
    wishes: Wishes,
    output: Option<PathBuf>,
}

impl Request {
    fn of(args: &ComposeArgs) -> Outcome<Self> {
        if args.app.path.extension().is_some_and(|extension| extension == "toml") {
            return manifest::request(args);
        }
        Ok(Self {
            app: args.app.clone(),
            with: args.providers(),
            wishes: args.wishes(),
            output: args.output.clone(),
        })
    }
}

/// The same, with the components themselves.
struct Parts {
    app: Component,
    with: Vec<Component>,
    wishes: Wishes,
    output: Option<PathBuf>,
    /// The files that these are read from.
    inputs: Inputs,
    /// The world that the result is to be of.
    target: Option<Targeted>,
}

impl Parts {
    fn of(request: Request, inputs: Inputs) -> Outcome<Self> {
        let Request { app, with, wishes, output } = request;
        let times = std::iter::once(&app).chain(&with).filter(|given| files::is_dash(&given.path)).count();
        if times > 1 {
            return Err(misuse(CliError::StdinTwice { times, instead: "a file" }));
        }
        let (app, with) = read(&app, &with, &inputs)?;
        Ok(Self { app, with, wishes, output, inputs, target: None })
    }
}

/// Runs `witc compose`.
pub(super) fn compose(args: &ComposeArgs) -> Outcome<ExitCode> {
    if !args.more.is_empty() {
        return Err(misuse(CliError::NotAfterWith { app: args.app.path.clone(), more: args.more.clone() }));
    }
    let is_script = args.app.path.extension().is_some_and(|extension| extension == "wac");
    let parts = if is_script {
        script::parts(args, args.inputs())?
    } else {
        Parts::of(Request::of(args)?, args.inputs())?
    };
    compose::ahead(|ahead| put_together(args, parts, ahead))
}

/// Links the components, and prints or writes what comes of it.
fn put_together(args: &ComposeArgs, parts: Parts, mut ahead: Ahead<'_>) -> Outcome<ExitCode> {
    let Parts { app, with, wishes, output, inputs, target } = parts;
    ahead.expect(std::iter::once(&app).chain(&with));
    let linked = compose::link(app, with, &wishes).map_err(Failure::of)?;
    if let Some(target) = target {
        target.check(&linked.plan)?;
    }
    linked.notes.iter().for_each(|note| warn(note));
    if let Some((format, path)) = &args.graph {
        let title = args.app.component_name();
        let picture = compose::picture::linked(&linked, title.file());
        files::write(path, format.print(&picture).as_bytes())?;
    }
    let printed = match args.emit {
        Some(Emit::Graph) => print::graph(&linked.graph),
        Some(Emit::Plan) => print::plan(&linked.plan),
        None => {
            let composed = compose::pack_with(&linked.plan, &args.packing(), ahead)?;
            composed.large().iter().for_each(|large| warn(large));
            let output = output.as_deref().unwrap_or(Path::new("composed.wasm"));
            files::write_binary_by(output, composed.size(), &mut |to| {
                composed.write(to)?;
                inputs.unchanged()
            })?;
            inputs.keep();
            let summary = print::summary(&linked);
            if !summary.is_empty() {
                say(summary.trim_end());
            }
            if !files::is_dash(output) {
                say(format_args!("wrote {} ({} bytes)", output.display(), composed.size()));
            }
            // The program ends: taking apart what it made of so many components would be for nothing.
            std::mem::forget(composed);
            std::mem::forget(linked);
            return Ok(ExitCode::SUCCESS);
        }
    };
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    files::write(output, printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// All the components, or what is wrong with each of the files.
fn read(app: &Given, with: &[Given], inputs: &Inputs) -> Outcome<(Component, Vec<Component>)> {
    let (mut opened, mut places, mut failures) = (Vec::new(), Vec::new(), BTreeMap::new());
    let all: Vec<_> = std::iter::once(app).chain(with).collect();
    let contents = threads::map(&all, all.len(), |given| inputs.open(&given.path));
    for (place, (given, contents)) in all.into_iter().zip(contents).enumerate() {
        match contents {
            Ok(contents) => {
                opened.push((given.component_name(), contents));
                places.push(place);
            }
            Err(error) => {
                failures.insert(place, Failure::from(error));
            }
        }
    }
    let mut components = Vec::with_capacity(opened.len());
    for (place, read) in places.into_iter().zip(inputs.components(&opened)) {
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
