//! From WIT to a running application made of WebAssembly components, stage by stage.
//!
//! ```text
//! todo.wit ──frontend──► World ──graph──► TypeGraph ──abi──► AbiPlan ──bindgen──► Rust text
//!                          ▲                  │
//! app.wasm ──component──► Component ──compose─┴─► LinkPlan ──► one component ──harness──► a run
//! ```
//!
//! Each stage is a folder with one door: a function and the type it returns. `ARCHITECTURE.md` shows the house.

/// What every stage may use: ids, names, places, problems.
pub mod base;

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
pub mod compose;

/// Component bytes to a run, on the embedded wasmtime.
#[cfg(feature = "runtime")]
pub mod harness;

/// The command line.
pub mod cli;
