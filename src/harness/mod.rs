//! Component bytes to a run, on the embedded wasmtime: load, grant, link, then call, run or serve.

/// Machine code of components, kept and moved.
pub mod artifact;
/// Work that can wait.
pub mod background;
/// Machine code that was compiled before.
pub mod cache;
/// Calls of exported functions, written in WAVE, in an instance that keeps its state.
pub mod call;
/// What a component is told of its configuration.
pub mod config;
/// What a guest was refused.
pub mod denied;
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
/// Hosts, as grants name them.
pub mod hosts;
/// Ctrl-C, while a guest runs.
pub mod interrupt;
/// Keys and values that outlive a component.
pub mod keyvalue;
/// What is known of files that have not changed.
pub mod known;
/// How much a guest may take.
pub mod limits;
/// Where sockets may lead.
pub mod network;
/// Outgoing HTTP.
pub mod outgoing;
/// What a call or a run came to.
pub mod report;
/// A `wasi:cli` command.
pub mod run;
/// A component that answers HTTP.
pub mod serve;
/// What an engine is set to do.
pub mod settings;
/// Why a guest stopped, and where.
pub mod trap;

/// What code made in a hurry was made from.
mod draft;
/// A component instance in its store.
mod instance;
/// Values as JSON.
mod json;
/// What the host offers to a component.
mod linker;
/// Names of hosts, looked up.
mod names;
/// An engine that has room for many instances ready.
mod pool;
/// Files that are for this user only.
mod private;
/// Two futures of which the first to end decides.
mod race;
/// What the names in a script stand for.
mod scope;
/// The mark by which damage to machine code is noticed.
mod seal;
/// What types are made of.
mod shape;
/// What the store of an instance holds.
mod state;
/// Values as text.
mod wave;
/// Types and functions in the words of WIT.
mod wit;
