//! `witc serve`: components that answer HTTP.

mod limits;
mod site;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::cli::code::CodeArgs;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::serve::limits::LimitArgs;
use crate::cli::term;
use crate::files::failure::{Failure, Outcome};
use crate::harness::engine::Hosted;
use crate::harness::grants::{Grants, Stdio};
use crate::harness::serve::{self, Bound, Ending, LogStyle, Options, Renewal, RequestLimits, Route};

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
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    code: CodeArgs,
    /// The component: `.wasm` or `.wat`, `-` for standard input; or a `.toml` that says which answers where
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

Several components are served by a TOML file. Paths of files are relative to it; what a route says besides `path` and \
`component` are the flags above, without their dashes:
  [[route]]
  path = \"/\"                    # this path and those below it, unless another route leads further
  component = \"shop.wasm\"

  [[route]]
  path = \"/api\"
  component = \"api.wasm\"
  dir = [\"data:rw\"]
  time = \"5s\"
  at-once = 50

Example:
  witc serve --addr 0.0.0.0:8080 --metrics 127.0.0.1:9090 --log json shop.wasm";

/// Serves until a signal comes.
pub(super) fn serve(args: &ServeArgs) -> Outcome<ExitCode> {
    let name = files::display_name(&args.component);
    let options = args.options();
    let apps = if args.component.extension().is_some_and(|extension| extension == "toml") {
        site::apps(args)?
    } else {
        let grants = args.grants.grants(vec![name.clone()], Stdio::ToStderr)?;
        vec![App {
            path: "/".to_owned(),
            name: name.clone(),
            file: args.component.clone(),
            code: args.code,
            limits: args.limits.limits(),
            grants,
        }]
    };
    // To compile may take its time: that an address is taken is said before.
    let listening = serve::listen(&options)?;
    let mut routes = Vec::new();
    for app in &apps {
        let (path, hosted) = (app.path.clone(), app.load()?);
        routes.push(Route { path, hosted, grants: app.grants.clone(), limits: app.limits });
    }
    let watched = if args.watch { apps } else { Vec::new() };
    let renewals = watched.into_iter().map(App::renewal).collect();
    let ending = serve::serve(listening, routes, renewals, &options, |bound| announce(&name, bound))?;
    Ok(match ending {
        Ending::Drained => ExitCode::SUCCESS,
        Ending::Cut => ExitCode::FAILURE,
    })
}

/// A component that is served: loaded now, and whenever it has changed.
struct App {
    /// Where it answers.
    path: String,
    name: String,
    file: PathBuf,
    code: CodeArgs,
    limits: RequestLimits,
    grants: Grants,
}

impl App {
    fn load(&self) -> Outcome<Hosted> {
        self.code.hosted(&self.name, &self.file, serve::instances(&self.limits))
    }

    /// What is wrong with a file that has changed is told, and no reason to stop.
    fn renewal(self) -> Renewal {
        let name = self.name.clone();
        Renewal {
            route: self.path.clone(),
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
}

/// Says where to find the component.
fn announce(name: &str, bound: &Bound) {
    term::say(format_args!("serving `{name}` on http://{}", bound.addr));
    if let Some(metrics) = bound.metrics {
        term::say(format_args!("metrics on http://{metrics}/metrics"));
    }
}
