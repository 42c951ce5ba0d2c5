//! Component bytes to a run, on the embedded wasmtime: load, grant, link, then call, run or serve.
//!
//! A component is loaded, told what it may touch, and called:
//!
//! ```
//! use std::time::Duration;
//!
//! use witc::base::source::SourceFile;
//! use witc::harness::call::{self, Session};
//! use witc::harness::engine::{self, Binary, Form};
//! use witc::harness::expression::Expression;
//! use witc::harness::grants::Grants;
//! use witc::harness::limits::RunLimits;
//! use witc::harness::settings::Tier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A file would do as well: text or binary.
//! let text = r#"(component
//!   (core module $m (func (export "twice") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1))))
//!   (core instance $i (instantiate $m))
//!   (func (export "twice") (param "n" u32) (result u32) (canon lift (core func $i "twice"))))"#;
//! let component = witc::component::binary("twice", text.as_bytes())?;
//! let binary =
//!     Binary { name: "twice", form: Form::Component(&component), cache: None, tier: Tier::Best, stamp: None };
//! let limits = RunLimits { time: Some(Duration::from_secs(5)), ..RunLimits::default() };
//! let guest = engine::load(&binary, limits)?;
//!
//! // All calls are checked before one is made. Nothing is granted.
//! let calls = [Expression::new(&SourceFile::new("calls", "twice(21)"))];
//! let steps = call::prepare(&guest, &calls).map_err(|problems| format!("{problems:?}"))?;
//! let mut session = Session::start(&guest, &Grants::default())?;
//! for step in &steps {
//!     assert_eq!(session.run(step)?.to_string(), "42");
//! }
//! session.end()?;
//! # Ok(())
//! # }
//! ```
//!
//! A `wasi:cli` command is run with what is granted, and with nothing else:
//!
//! ```no_run
//! use witc::harness::cache::Cache;
//! use witc::harness::engine::{self, Binary, Form};
//! use witc::harness::grants::{Access, DirGrant, Grants, Stdio};
//! use witc::harness::limits::RunLimits;
//! use witc::harness::run::run;
//! use witc::harness::settings::Tier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let component = witc::component::binary("report", &std::fs::read("report.wasm")?)?;
//! let cache = Cache::at("/var/cache/report".into(), 1 << 30);
//! let tier = Tier::for_now(&component);
//! let form = Form::Component(&component);
//! let guest = engine::load(
//!     &Binary { name: "report", form, cache: Some(&cache), tier, stamp: None },
//!     RunLimits::default(),
//! )?;
//! let data = DirGrant { host: "data".into(), guest: "/data".to_owned(), access: Access::ReadOnly };
//! let grants = Grants {
//!     dirs: vec![data],
//!     args: vec!["report".to_owned(), "--short".to_owned()],
//!     stdio: Stdio::Inherited,
//!     ..Grants::default()
//! };
//! let exit = run(&guest, &grants)?;
//! println!("it ended with {}", exit.code());
//! # Ok(())
//! # }
//! ```
//!
//! A component that answers HTTP is served until a signal comes:
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use witc::harness::engine::{self, Binary, Form};
//! use witc::harness::grants::Grants;
//! use witc::harness::serve::{self, LogStyle, Options, Renewals, RequestLimits, Route};
//! use witc::harness::settings::Tier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let limits = RequestLimits {
//!     time: Duration::from_secs(10),
//!     memory: 64 << 20,
//!     at_once: 200,
//!     waiting: 1000,
//!     reuse: 1,
//! };
//! let component = witc::component::binary("shop", &std::fs::read("shop.wasm")?)?;
//! let form = Form::Component(&component);
//! let binary = Binary { name: "shop", form, cache: None, tier: Tier::Best, stamp: None };
//! let hosted = engine::load_for_many(&binary, serve::instances(&limits))?;
//! let options = Options {
//!     addr: "127.0.0.1:8080".parse()?,
//!     metrics: Some("127.0.0.1:9090".parse()?),
//!     log: LogStyle::Json,
//!     threads: None,
//!     patience: Duration::from_secs(30),
//! };
//! let listening = serve::listen(&options)?;
//! let route = Route { path: "/".to_owned(), hosted, grants: Grants::default(), limits };
//! serve::serve(listening, vec![route], Renewals::default(), &options, |bound| {
//!     println!("http://{}", bound.addr);
//! })?;
//! # Ok(())
//! # }
//! ```

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
