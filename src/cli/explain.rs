//! `witc explain`: more about a code, from the pages that are built in.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::files;
use crate::explain::{self, Found, Page};
use crate::files::failure::Outcome;

/// Says more about an error or a warning: why it is one, an example, and the way out. Without a code, lists all.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The code, such as `witc::compose::cycle`, or its last part.
    code: Option<String>,
}

/// Runs `witc explain`.
pub(super) fn explain(args: &ExplainArgs) -> Outcome<ExitCode> {
    let text = match &args.code {
        Some(code) => page(&found(code)?),
        None => list(),
    };
    files::write(Path::new("-"), text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn found(code: &str) -> Result<Page, CliError> {
    match explain::find(code) {
        Found::One(page) => Ok(page),
        Found::Several(pages) => Err(CliError::AmbiguousCode {
            code: code.to_owned(),
            codes: pages.iter().map(|page| page.code).collect(),
        }),
        Found::None(near) => {
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`witc explain` lists all codes".to_owned(),
            };
            Err(CliError::NoSuchCode { code: code.to_owned(), help })
        }
    }
}

/// A page: what is in a fence is indented instead.
fn page(page: &Page) -> String {
    let mut text = format!("{}\n\n", page.code);
    let mut is_code = false;
    for line in page.body.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code && !line.is_empty() {
            text.push_str(&format!("    {line}\n"));
        } else {
            text.push_str(&format!("{line}\n"));
        }
    }
    text
}

/// Every code with its title.
fn list() -> String {
    let width = explain::pages().map(|page| page.code.len()).max().unwrap_or_default();
    let mut text = String::new();
    for Page { code, title, .. } in explain::pages() {
        text.push_str(&format!("{code:width$}  {}\n", title.replace('\n', " ")));
    }
    text
}
