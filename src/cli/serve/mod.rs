//! `witc serve`: components that answer HTTP.

mod app;
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
use crate::cli::quantity::Span;
use crate::cli::serve::app::{App, Source};
use crate::cli::serve::limits::LimitArgs;
use crate::cli::serve::site::SiteFile;
use crate::cli::term;
use crate::files::failure::Outcome;
use crate::harness::grants::Stdio;
use crate::harness::serve::{self, Bound, Ending, LogStyle, Options, Renewals};

/// Answers HTTP requests with a component that exports the handler of `wasi:http`, of WASI 0.2 or 0.3, or with several on
/// the routes of a site file. Each request has a fresh instance, which may touch what the flags grant, and nothing else.
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
    /// Take up what changes: the component, or in a file with routes all of them and the file itself; who is inside is
    /// served by the old one
    #[arg(long)]
    watch: bool,
    /// How many threads serve; as many as there are cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// How long a client may take to send the head of a request or to take some of an answer, and a connection may be
    /// idle
    #[arg(long, value_name = "TIME", default_value = "30s")]
    patience: Span,
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
`component` are the flags above, without their dashes. A list of components, the application first, and a manifest of \
`witc compose` are composed when they are served:
  [[route]]
  path = \"/\"                    # this path and those below it, unless another route leads further
  component = \"shop.wasm\"

  [[route]]
  path = \"/todos\"
  component = [\"todo.wasm\", \"auth.wasm\", \"db.wasm\"]

  [[route]]
  path = \"/admin\"
  component = \"admin/witc.toml\"

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
    let is_site = args.component.extension().is_some_and(|extension| extension == "toml");
    let site = if is_site { Some(SiteFile::of(args)?) } else { None };
    let (apps, said) = match &site {
        Some(site) => site.apps()?,
        None => (vec![args.app(&name)?], Vec::new()),
    };
    // To compile may take its time: that an address is taken is said before.
    let listening = serve::listen(&options)?;
    let (mut routes, mut renewals) = (Vec::new(), Renewals::default());
    for app in apps {
        let (route, renewal) = app.route()?;
        routes.push(route);
        renewals.routes.push(renewal);
    }
    renewals.site = site.map(|site| site.renewal(said));
    let renewals = if args.watch { renewals } else { Renewals::default() };
    let ending = serve::serve(listening, routes, renewals, &options, |bound| announce(&name, bound))?;
    Ok(match ending {
        Ending::Drained => ExitCode::SUCCESS,
        Ending::Cut => ExitCode::FAILURE,
    })
}

impl ServeArgs {
    /// The one component that there is.
    fn app(&self, name: &str) -> Outcome<App> {
        Ok(App {
            path: "/".to_owned(),
            source: Source::File(self.component.clone()),
            code: self.code,
            limits: self.limits.limits(),
            grants: self.grants.grants(vec![name.to_owned()], Stdio::ToStderr)?,
        })
    }

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
            patience: self.patience.0,
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
