//! What bindings are asked for, and making them: the same for the command and for a build script.

use std::path::PathBuf;

use crate::abi;
use crate::base::finding::Finding;
use crate::base::guard::{beside, guarded};
use crate::base::shell;
use crate::base::world::World;
use crate::bindgen;
use crate::bindgen::options::Options;
use crate::bindgen::options::flags::flags;
use crate::component;
use crate::files::error::ReadError;
use crate::files::failure::{Failure, Outcome};
use crate::files::read_wit;
use crate::frontend::{self, Features, Loaded, Selection};
use crate::graph::{self, Choices, TypeGraph};

/// Bindings to be made.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The WIT.
    pub(crate) wit: PathBuf,
    /// More packages.
    pub(crate) deps: Vec<PathBuf>,
    /// The world, where there are several.
    pub(crate) world: Option<String>,
    /// Unstable parts that are there.
    pub(crate) features: Features,
    /// What the code is like.
    pub(crate) options: Options,
}

/// A world that was asked for, read.
pub(crate) struct Read {
    /// The world.
    pub(crate) world: World,
    /// What is doubtful about it.
    pub(crate) warnings: Vec<Finding>,
    /// Every file and folder that was read.
    pub(crate) paths: Vec<PathBuf>,
}

impl Request {
    /// Reads the world.
    pub(crate) fn read(&self) -> Outcome<Read> {
        let read = read_wit(std::slice::from_ref(&self.wit), &self.deps);
        let paths = read.paths.clone();
        let mut input = read.whole()?;
        input.features = self.features.clone();
        let selection = Selection { world: self.world.clone() };
        let Loaded { world, warnings } = frontend::load(&input, &selection)?;
        Ok(Read { world, warnings, paths })
    }

    /// The bindings.
    pub(crate) fn bindings(&self, world: &World) -> Outcome<String> {
        self.guarded(|| {
            // What the binary form of the world is has nothing to do with how its values cross.
            let planned = || {
                let graph = self.graph(world);
                abi::plan(&graph, &world.sources).map(|plan| (graph, plan))
            };
            let (options, planned) = beside(|| self.complete(world), planned);
            let (graph, plan) = planned.map_err(Failure::of)?;
            let options = options.map_err(|_lost| self.gave_up())??;
            bindgen::bind(&graph, &plan, &options).map_err(Failure::of)
        })
    }

    /// The types and functions, as the options want them.
    pub(crate) fn graph(&self, world: &World) -> TypeGraph {
        let types = &self.options.types;
        let choices = Choices {
            raw_strings: types.raw_strings,
            merge_equal: types.merge_structurally_equal_types,
            sync: &self.options.select.sync,
        };
        graph::build_for(world, choices)
    }

    /// Types nest as deep as the WIT says, and every stage follows them.
    pub(crate) fn guarded<T: Send>(&self, work: impl FnOnce() -> Outcome<T> + Send) -> Outcome<T> {
        guarded(work).map_err(|_lost| self.gave_up())?
    }

    fn gave_up(&self) -> ReadError {
        ReadError::GaveUp { path: self.wit.clone() }
    }

    /// The options with what the world adds to them.
    fn complete(&self, world: &World) -> Outcome<Options> {
        let version = env!("CARGO_PKG_VERSION");
        let name = world.qualified_name();
        let mut header =
            format!("Made by witc {version} from world `{name}`: run `witc bind` instead of editing.");
        let chosen = self.chosen();
        if !chosen.is_empty() {
            header.push_str(&format!("\n{OPTIONS}{chosen}"));
        }
        let imports_type =
            if self.options.export.pub_macro { component::imports_type(world)? } else { Vec::new() };
        Ok(Options {
            header,
            component_type: component::component_type(world)?,
            imports_type,
            section_name: format!("witc:{version}:{name}"),
            ..self.options.clone()
        })
    }

    /// The options that are not as by default, as words of a command line.
    pub(crate) fn chosen(&self) -> String {
        let mut words: Vec<String> = flags(&self.options).concat();
        if self.features.all {
            words.push("--all-features".to_owned());
        } else if !self.features.names.is_empty() {
            words.extend(["--features".to_owned(), self.features.names.join(",")]);
        }
        let words: Vec<_> = words.iter().map(|word| shell::word(word)).collect();
        words.join(" ")
    }
}

/// The file that a world's bindings are written to, where nothing else is said.
pub(crate) fn file_name(world: &World) -> String {
    format!("{}.rs", world.name().replace('-', "_").to_lowercase())
}

/// Before the options, in the second line of a file that has some.
pub(crate) const OPTIONS: &str = "Options: ";
