//! A TOML file that says which component answers where.

use std::ffi::OsString;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};
use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::problems::Problems;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::serve::limits::LimitArgs;
use crate::cli::serve::{App, ServeArgs};
use crate::cli::term;
use crate::files::failure::{Failure, Outcome};
use crate::harness::grants::Stdio;

/// What is wrong with the file.
#[derive(Debug, Error, Diagnostic)]
pub(in crate::cli) enum SiteError {
    /// It is no TOML, or not what is wanted in this place.
    #[error("`{file}` can't be understood: {what}", file = source_code.name())]
    #[diagnostic(code(witc::cli::bad_site))]
    Bad {
        /// What is wrong.
        what: String,
        /// What to write.
        #[help]
        help: &'static str,
        /// The file.
        #[source_code]
        source_code: NamedSource<String>,
        /// Where.
        #[label("here")]
        at: SourceSpan,
    },
    /// Who would have them is not clear, and nobody is to be given what was meant for another.
    #[error("grants on the command line, for a file that has several components")]
    #[diagnostic(
        code(witc::cli::grants_of_site),
        help("write them in the file, for the route that is to have them: `dir = [\"data:rw\"]`")
    )]
    Grants,
}

/// What a route says besides its path and its component.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true, disable_version_flag = true)]
struct RouteArgs {
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    grants: GrantArgs,
}

/// The components that the file names.
pub(super) fn apps(args: &ServeArgs) -> Outcome<Vec<App>> {
    if args.grants != GrantArgs::default() {
        return Err(term::misuse(SiteError::Grants));
    }
    let text = files::read_text(&args.component)?;
    let mut reading = Reading { name: files::display_name(&args.component), text, problems: Problems::new() };
    let said = reading.routes();
    let said = reading.problems.or_value(said).map_err(Failure::of)?;
    let folder = args.component.parent().unwrap_or(Path::new(""));
    let mut apps = Vec::new();
    for Said { path, component, args: route } in said {
        let file = folder.join(component);
        let name = files::display_name(&file);
        let grants = route.grants.below(folder).grants(vec![name.clone()], Stdio::ToStderr)?;
        let limits = route.limits.or(args.limits).limits();
        apps.push(App { path, name, file, code: args.code, limits, grants });
    }
    Ok(apps)
}

/// One `[[route]]`.
struct Said {
    path: String,
    component: PathBuf,
    args: RouteArgs,
}

struct Reading {
    name: String,
    text: String,
    problems: Problems<SiteError>,
}

const EXAMPLE: &str = "write `[[route]]`, and below it `path = \"/\"` and `component = \"app.wasm\"`";

impl Reading {
    fn bad(&mut self, at: Range<usize>, what: impl Into<String>, help: &'static str) {
        let source_code = NamedSource::new(&self.name, self.text.clone());
        self.problems.push(SiteError::Bad { what: what.into(), help, source_code, at: at.into() });
    }

    fn routes(&mut self) -> Vec<Said> {
        let text = self.text.clone();
        let table = match DeTable::parse(&text) {
            Ok(table) => table,
            Err(error) => {
                self.bad(
                    error.span().unwrap_or(0..0),
                    error.message(),
                    "see https://toml.io for how it is written",
                );
                return Vec::new();
            }
        };
        let mut said: Vec<Said> = Vec::new();
        for (key, value) in table.get_ref() {
            let routes = value.get_ref().as_array().filter(|_| key.get_ref() == "route");
            let Some(routes) = routes else {
                self.bad(key.span(), format!("`{}` means nothing here", key.get_ref()), EXAMPLE);
                continue;
            };
            for route in routes {
                let Some(route) = self.route(route) else { continue };
                if said.iter().any(|other| other.path == route.path) {
                    self.bad(
                        value.span(),
                        format!("two routes for `{}`", route.path),
                        "a path leads to one component",
                    );
                }
                said.push(route);
            }
        }
        if said.is_empty() && self.problems.is_empty() {
            self.bad(0..0, "there is no route", EXAMPLE);
        }
        said
    }

    fn route(&mut self, route: &Spanned<DeValue<'_>>) -> Option<Said> {
        let Some(table) = route.get_ref().as_table() else {
            self.bad(route.span(), "a route is a table", EXAMPLE);
            return None;
        };
        let (mut path, mut component, mut flags) = (None, None, Vec::new());
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref().as_str()) {
                ("path", Some(text)) if text.starts_with('/') => path = Some(text.to_owned()),
                ("path", _) => self.bad(value.span(), "it is no path", "a path begins with `/`, in quotes"),
                ("component", Some(text)) => component = Some(PathBuf::from(text)),
                ("component", None) => self.bad(value.span(), "it is no file", "write its path in quotes"),
                (flag, _) => self.flag(flag, key.span(), value, &mut flags),
            }
        }
        if !table.contains_key("path") || !table.contains_key("component") {
            self.bad(route.span(), "it lacks its path or its component", EXAMPLE);
        }
        let args = match parsed(flags) {
            Ok(args) => args,
            Err(error) => {
                // Each flag was right when it stood alone.
                self.bad(route.span(), first_line(&error), HELP);
                return None;
            }
        };
        Some(Said { path: path?, component: component?, args })
    }

    /// A key that is a flag: what is said of it is what the command line would be told.
    fn flag(&mut self, flag: &str, at: Range<usize>, value: &Spanned<DeValue<'_>>, all: &mut Vec<OsString>) {
        let values: Vec<_> = match value.get_ref().as_array() {
            Some(values) => values.iter().collect(),
            None => vec![value],
        };
        for value in values {
            let mut one = vec![OsString::from(format!("--{flag}"))];
            match value.get_ref() {
                DeValue::String(text) => one.push(text.as_ref().into()),
                DeValue::Integer(number) => one.push(number.to_string().into()),
                DeValue::Boolean(true) => {}
                DeValue::Boolean(false) => continue,
                DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                    self.bad(value.span(), "it is no text, number or `true`", HELP);
                    continue;
                }
            }
            match parsed(one.clone()) {
                Ok(_) => all.extend(one),
                Err(error) if error.kind() == ErrorKind::UnknownArgument => {
                    self.bad(at.clone(), format!("a route has no `{flag}`"), HELP);
                }
                Err(error) => self.bad(at.start..value.span().end, first_line(&error), HELP),
            }
        }
    }
}

const HELP: &str = "a route has the limits and grants of `witc serve --help`, without their dashes";

fn parsed(flags: Vec<OsString>) -> Result<RouteArgs, clap::Error> {
    RouteArgs::from_arg_matches(&RouteArgs::command().try_get_matches_from(flags)?)
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
