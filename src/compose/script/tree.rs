//! What a script says, statement by statement.

use std::ops::Range;

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name, without quotes.
    pub text: String,
    /// Where it stands.
    pub at: Range<usize>,
}

/// A whole script.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The world that the result is to be of, if the script says so.
    pub targets: Option<Name>,
    pub(super) statements: Vec<Statement>,
    /// The end of the text.
    pub(super) end: usize,
}

/// One statement. Declarations of types are not among them.
#[derive(Clone, Debug)]
pub(super) enum Statement {
    /// `import name: path;`, `import name as other: path;`
    Import { name: Name, other: Option<Name>, path: Option<Name> },
    /// `let name = ..;`
    Let { name: Name, value: Expr },
    /// `export ..;`
    Export { value: Expr, how: Exported },
}

/// How something is exported.
#[derive(Clone, Debug)]
pub(super) enum Exported {
    /// Under the name that it has.
    AsItIs,
    /// `as name`.
    As(Name),
    /// `...`: all that an instance exports.
    Spread,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// A name that was given before.
    Local(Name),
    /// `new ns:package { .. }`.
    New { package: Name, args: Vec<Arg> },
    /// `value.name`: the name, or the end of one.
    Access { of: Box<Expr>, name: Name },
    /// `value["name"]`: just this name.
    Named { of: Box<Expr>, name: Name },
}

/// An argument of `new`.
#[derive(Clone, Debug)]
pub(super) enum Arg {
    /// `name`.
    Inferred(Name),
    /// `name: value`; whether the name is in quotes.
    Named { name: Name, is_exact: bool, value: Expr },
    /// `...name`.
    Spread(Name),
    /// `...`.
    Rest,
}

impl Expr {
    /// Where it stands.
    pub(super) fn at(&self) -> Range<usize> {
        match self {
            Expr::Local(name) => name.at.clone(),
            Expr::New { package, .. } => package.at.clone(),
            Expr::Access { of, name } | Expr::Named { of, name } => of.at().start..name.at.end,
        }
    }

    fn packages<'a>(&'a self, found: &mut Vec<&'a Name>) {
        match self {
            Expr::Local(_) => {}
            Expr::New { package, args } => {
                found.push(package);
                for arg in args {
                    match arg {
                        Arg::Named { value, .. } => value.packages(found),
                        Arg::Inferred(_) | Arg::Spread(_) | Arg::Rest => {}
                    }
                }
            }
            Expr::Access { of, .. } | Expr::Named { of, .. } => of.packages(found),
        }
    }
}

impl Script {
    /// The packages that are instantiated, each where it is first named.
    pub fn packages(&self) -> Vec<&Name> {
        let mut all = Vec::new();
        for statement in &self.statements {
            match statement {
                Statement::Import { .. } => {}
                Statement::Let { value, .. } | Statement::Export { value, .. } => value.packages(&mut all),
            }
        }
        let mut found: Vec<&Name> = Vec::new();
        for name in all {
            if !found.iter().any(|known| known.text == name.text) {
                found.push(name);
            }
        }
        found
    }
}
