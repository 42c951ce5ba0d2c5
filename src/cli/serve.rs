//! `witc serve`: a component that answers HTTP.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::cli::code::CodeArgs;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::quantity::{Bytes, Span};
use crate::cli::term;
use crate::files::failure::{Failure, Outcome};
use crate::harness::engine::Hosted;
use crate::harness::grants::Stdio;
use crate::harness::serve::{self, Bound, Ending, LogStyle, Options, Renewal, RequestLimits, Route};

const LIMITS: &str = "What a request may take";

/// The flags of `witc serve`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ServeArgs {
    /// Where to listen; with port 0 the system chooses one, which is printed
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// Where to tell /healthz and Prometheus' /metrics; nowhere if not given
    #[arg(long, value_name = "IP:PORT")]
    metrics: Option<SocketAddr>,
    /// The log of requests, on standard error
    #[arg(long, value_name = "STYLE", default_value = "text")]
    log: Style,
    /// Take the component up anew when its file changes; who is inside is served by the old one
    #[arg(long)]
    watch: bool,
    /// How many threads serve; as many as there are cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// How long from a request to the end of its answer: 30s, 500ms, 2m
    #[arg(help_heading = LIMITS, long, value_name = "TIME", default_value = "30s")]
    time: Span,
    /// How much memory: 256MiB, 1GiB, or bytes
    #[arg(help_heading = LIMITS, long, value_name = "SIZE", default_value = "256MiB")]
    memory: Bytes,
    /// How many requests are answered at once
    #[arg(help_heading = LIMITS, long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(u32).range(1..))]
    at_once: u32,
    /// How many more wait for their turn; who comes after them is told 503
    #[arg(help_heading = LIMITS, long, value_name = "N", default_value = "1000")]
    waiting: u32,
    /// How many requests an instance answers, one after the other; they see what the ones before have left in it
    #[arg(help_heading = LIMITS, long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    reuse: u32,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    code: CodeArgs,
    /// The component: `.wasm` or `.wat`, `-` for standard input
    #[arg(value_name = "COMPONENT")]
    component: PathBuf,
}

/// The text and the help of [`LogStyle`].
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Style {
    /// A line for people
    Text,
    /// A line of JSON
    Json,
    /// Only what went wrong
    Off,
}

const AFTER_HELP: &str = "\
The component exports `wasi:http/incoming-handler@0.2` or `wasi:http/handler@0.3`. Clients speak HTTP/1.1 or HTTP/2 \
without TLS. Each request has an instance of its own; what the component prints goes to standard error. A trap is \
answered with 500, a request that takes too long with 504, one too many with 503.

On SIGINT or SIGTERM nobody new is let in, and witc ends when the last answer is sent; on a second one at once, with \
exit code 1.

Example:
  witc serve --addr 0.0.0.0:8080 --metrics 127.0.0.1:9090 --log json shop.wasm";

/// Serves until a signal comes.
pub(super) fn serve(args: &ServeArgs) -> Outcome<ExitCode> {
    let name = files::display_name(&args.component);
    let (options, limits) = (args.options(), args.limits());
    let grants = args.grants.grants(vec![name.clone()], Stdio::ToStderr)?;
    // To compile may take its time: that an address is taken is said before.
    let listening = serve::listen(&options)?;
    let loader = Loader { name: name.clone(), file: args.component.clone(), code: args.code, limits };
    let hosted = loader.load()?;
    let route = Route { path: "/".to_owned(), hosted, grants, limits };
    let renewals = if args.watch { vec![loader.renewal()] } else { Vec::new() };
    let ending = serve::serve(listening, vec![route], renewals, &options, |bound| announce(&name, bound))?;
    Ok(match ending {
        Ending::Drained => ExitCode::SUCCESS,
        Ending::Cut => ExitCode::FAILURE,
    })
}

/// How the component is loaded, the first time and whenever it has changed.
#[derive(Clone)]
struct Loader {
    name: String,
    file: PathBuf,
    code: CodeArgs,
    limits: RequestLimits,
}

impl Loader {
    fn load(&self) -> Outcome<Hosted> {
        self.code.hosted(&self.name, &self.file, serve::instances(&self.limits))
    }

    /// What is wrong with a file that has changed is told, and no reason to stop.
    fn renewal(self) -> Renewal {
        let name = self.name.clone();
        Renewal {
            route: "/".to_owned(),
            file: self.file.clone(),
            load: Box::new(move || match self.load() {
                Ok(hosted) => Some(hosted),
                Err(failure) => {
                    kept(&self.name, &failure);
                    None
                }
            }),
            report: Box::new(move |renewed| match renewed {
                Ok(()) => term::say(format_args!("`{name}` has changed and is served anew")),
                Err(error) => kept(&name, &Failure::from(error)),
            }),
        }
    }
}

/// Says why a file that has changed is not served.
fn kept(name: &str, failure: &Failure) {
    term::report(failure);
    term::say(format_args!("`{name}` is served as it was before"));
}

impl ServeArgs {
    fn options(&self) -> Options {
        Options {
            addr: self.addr,
            metrics: self.metrics,
            log: match self.log {
                Style::Text => LogStyle::Text,
                Style::Json => LogStyle::Json,
                Style::Off => LogStyle::Off,
            },
            threads: self.threads,
        }
    }

    fn limits(&self) -> RequestLimits {
        RequestLimits {
            time: self.time.0,
            memory: self.memory.0,
            at_once: self.at_once,
            waiting: self.waiting,
            reuse: self.reuse,
        }
    }
}

/// Says where to find the component.
fn announce(name: &str, bound: &Bound) {
    term::say(format_args!("serving `{name}` on http://{}", bound.addr));
    if let Some(metrics) = bound.metrics {
        term::say(format_args!("metrics on http://{metrics}/metrics"));
    }
}
