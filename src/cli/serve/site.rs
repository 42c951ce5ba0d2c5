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
use crate::cli::code::CodeArgs;
use crate::cli::compose::in_memory::Composition;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::serve::ServeArgs;
use crate::cli::serve::app::{self, App, Source};
use crate::cli::serve::limits::LimitArgs;
use crate::cli::term;
use crate::files::error::ReadError;
use crate::files::failure::{Failure, Outcome};
use crate::harness::grants::Stdio;
use crate::harness::serve::{Files, NewRoute, SiteRenewal};

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

/// The file, and what goes for all its routes.
pub(super) struct SiteFile {
    file: PathBuf,
    /// As it was before it was read.
    seen: Files,
    limits: LimitArgs,
    code: CodeArgs,
}

impl SiteFile {
    pub(super) fn of(args: &ServeArgs) -> Outcome<Self> {
        if args.grants != GrantArgs::default() {
            return Err(term::misuse(SiteError::Grants));
        }
        let file = args.component.clone();
        let seen = Files::now(vec![file.clone()]);
        Ok(Self { file, seen, limits: args.limits, code: args.code })
    }

    /// The components that the file names, and what it says of each.
    pub(super) fn apps(&self) -> Outcome<(Vec<App>, Vec<Said>)> {
        let said = self.read()?;
        let apps = said.iter().map(|said| self.app(said)).collect::<Outcome<_>>()?;
        Ok((apps, said))
    }

    /// How the routes are renewed, which are now as `said`.
    pub(super) fn renewal(self, mut said: Vec<Said>) -> SiteRenewal {
        let (file, name) = (self.seen.clone(), files::display_name(&self.file));
        let told = name.clone();
        SiteRenewal {
            file,
            load: Box::new(move || match self.changed(&said) {
                Ok((new, routes)) => {
                    said = new;
                    Some(routes)
                }
                Err(failure) => {
                    app::kept(&told, &failure);
                    None
                }
            }),
            report: Box::new(move |renewed| match renewed {
                Ok(()) => {
                    term::say(format_args!("`{name}` has changed: its routes are served as it says now"));
                }
                Err(error) => app::kept(&name, &Failure::from(error)),
            }),
        }
    }

    /// What the file says now, of which some is as it was.
    fn changed(&self, before: &[Said]) -> Outcome<(Vec<Said>, Vec<NewRoute>)> {
        let said = self.read()?;
        let route = |said: &Said| {
            if before.contains(said) {
                return Ok(NewRoute::Kept(said.path.clone()));
            }
            let (route, renewal) = self.app(said)?.route()?;
            Ok(NewRoute::New(Box::new(route), renewal))
        };
        let routes = said.iter().map(route).collect::<Outcome<_>>()?;
        Ok((said, routes))
    }

    fn read(&self) -> Outcome<Vec<Said>> {
        let text = files::read_text(&self.file)?;
        let (name, folder) = (files::display_name(&self.file), self.folder().to_owned());
        let mut reading = Reading { name, folder, text, problems: Problems::new() };
        let said = reading.routes();
        reading.problems.or_value(said).map_err(Failure::of)
    }

    fn app(&self, said: &Said) -> Outcome<App> {
        let name = said.source.name();
        let args = parsed(said.flags.clone()).map_err(|_| ReadError::GaveUp { path: self.file.clone() })?;
        Ok(App {
            path: said.path.clone(),
            source: said.source.clone(),
            code: self.code,
            limits: args.limits.or(self.limits).limits(),
            grants: args.grants.below(self.folder()).grants(vec![name], Stdio::ToStderr)?,
        })
    }

    fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }
}

/// One `[[route]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    path: String,
    source: Source,
    /// What it says besides, as it would stand on a command line.
    flags: Vec<OsString>,
}

struct Reading {
    name: String,
    folder: PathBuf,
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
                ("component", _) => component = self.component(value),
                (flag, _) => self.flag(flag, key.span(), value, &mut flags),
            }
        }
        if !table.contains_key("path") || !table.contains_key("component") {
            self.bad(route.span(), "it lacks its path or its component", EXAMPLE);
        }
        if let Err(error) = parsed(flags.clone()) {
            // Each flag was right when it stood alone.
            self.bad(route.span(), first_line(&error), HELP);
            return None;
        }
        Some(Said { path: path?, source: component?, flags })
    }

    /// A file, a manifest, or a list of which the first is the application.
    fn component(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Source> {
        if let Some(text) = value.get_ref().as_str() {
            let file = self.folder.join(text);
            let is_manifest = file.extension().is_some_and(|extension| extension == "toml");
            return Some(if is_manifest {
                Source::Composition(Composition::Manifest(file))
            } else {
                Source::File(file)
            });
        }
        let texts = value.get_ref().as_array().map(|values| {
            values.iter().map(|value| value.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        match texts.flatten().filter(|texts| !texts.is_empty()) {
            Some(texts) => Some(Source::Composition(Composition::List(self.folder.clone(), texts))),
            None => {
                let is_list = value.get_ref().as_array().is_some();
                let help = if is_list { LIST } else { "write its path in quotes" };
                self.bad(value.span(), "it is no file", help);
                None
            }
        }
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

const LIST: &str = "a list has paths, each in quotes: the application, then what it is composed with";

const HELP: &str = "a route has the limits and grants of `witc serve --help`, without their dashes";

fn parsed(flags: Vec<OsString>) -> Result<RouteArgs, clap::Error> {
    RouteArgs::from_arg_matches(&RouteArgs::command().try_get_matches_from(flags)?)
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
