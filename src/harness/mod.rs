//! Component bytes to a run, on the embedded wasmtime: load, grant, link, then call, run or serve.

/// Machine code of components, kept and moved.
pub mod artifact;
/// Machine code that was compiled before.
pub mod cache;
/// One call of an exported function, written in WAVE, in an instance that keeps its state.
pub mod call;
/// What a component is told of its configuration.
pub mod config;
/// The wasmtime engine, and components compiled by it.
pub mod engine;
/// What can go wrong.
pub mod error;
/// The functions a component exports, and which of them a call means.
pub mod exports;
/// The text of a call, and how errors show it.
pub mod expression;
/// The capabilities given to a guest.
pub mod grants;
/// Keys and values that outlive a component.
pub mod keyvalue;
/// What a call or a run came to.
pub mod report;
/// A `wasi:cli` command.
pub mod run;
/// A component that answers HTTP.
pub mod serve;
/// Why a guest stopped, and where.
pub mod trap;

/// A component instance in its store.
mod instance;
/// How much a guest may take.
mod limits;
/// What the host offers to a component.
mod linker;
/// An engine that has room for many instances ready.
mod pool;
/// The mark by which damage to machine code is noticed.
mod seal;
/// What the store of an instance holds.
mod state;
/// Values as text.
mod wave;
/// Types and functions in the words of WIT.
mod wit;
