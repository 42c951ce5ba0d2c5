//! From WIT to a running application made of WebAssembly components, stage by stage.
//!
//! ```text
//! todo.wit ──frontend──► World ──graph──► TypeGraph ──abi──► AbiPlan ──bindgen──► Rust text
//!                          ▲                  │
//! app.wasm ──component──► Component ──compose─┴─► LinkPlan ──► one component ──harness──► a run
//! ```
//!
//! Each stage is a folder with one door: a function and the type it returns. `ARCHITECTURE.md` shows the house.
//!
//! From a contract to Rust, without a file being touched:
//!
//! ```
//! use witc::base::source::SourceFile;
//! use witc::bindgen::options::Options;
//! use witc::frontend::{Input, Selection};
//! use witc::{abi, bindgen, component, frontend, graph};
//!
//! let wit = "package a:hello; world hello { export greet: func(name: string) -> string; }";
//! let input = Input::new(vec![SourceFile::new("hello.wit", wit)], Vec::new());
//! let world = frontend::load(&input, &Selection::default()).unwrap().world;
//! let graph = graph::build(&world);
//! let plan = abi::plan(&graph, &world.sources).unwrap();
//! let options = Options { component_type: component::component_type(&world).unwrap(), ..Options::default() };
//! let rust = bindgen::bind(&graph, &plan, &options).unwrap();
//! assert!(rust.contains("fn greet(name: String) -> String;"));
//! ```

/// What every stage may use: ids, names, places, problems.
pub mod base;

/// A graph of boxes and arrows as text, DOT, Mermaid or SVG.
#[cfg(feature = "cli")]
pub mod picture;

/// WIT text to a lossless tree.
pub mod syntax;

/// `World` to `TypeGraph`.
pub mod graph;

/// WIT text to `World`.
pub mod frontend;

/// Component bytes to `Component`, and core modules to component bytes.
pub mod component;

/// `TypeGraph` to `AbiPlan`.
pub mod abi;

/// `AbiPlan` to Rust text.
pub mod bindgen;

/// Components to one component.
#[cfg(feature = "cli")]
pub mod compose;

/// What is kept of earlier runs, in files for this user only.
#[cfg(feature = "cli")]
pub mod kept;

/// Component bytes to a run, on the embedded wasmtime.
#[cfg(feature = "runtime")]
pub mod harness;

/// What every code means.
#[cfg(feature = "cli")]
pub mod explain;

/// Findings for people and programs, and fixes.
pub mod report;

/// WIT on disk: which files are read, and what they say.
mod files;

/// Bindings from a build script.
pub mod build;

/// The command line.
#[cfg(feature = "cli")]
pub mod cli;
