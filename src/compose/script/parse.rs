//! Words to statements. What can't be read is told, and reading goes on behind the next `;`.

use std::ops::Range;

use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::compose::error::{FileError, FileFault};
use crate::compose::script::lex::{Kind, Token, lex};
use crate::compose::script::tree::{Arg, Exported, Expr, Name, Script, Statement};

/// Parses all of it.
pub(super) fn parse(file: &SourceFile) -> Result<Script, Problems<FileError>> {
    let tokens = lex(&file.text);
    let mut parsing = Parsing { file, tokens: &tokens, next: 0, problems: Problems::new() };
    let mut script = Script { targets: None, statements: Vec::new(), end: file.text.len() };
    match parsing.package() {
        Ok(targets) => script.targets = targets,
        Err(Told) => parsing.recover(),
    }
    while parsing.peek().kind != Kind::End {
        match parsing.statement() {
            Ok(statement) => script.statements.extend(statement),
            Err(Told) => parsing.recover(),
        }
    }
    parsing.problems.or_value(script)
}

/// An error that was told.
struct Told;

/// What begins a declaration of types.
const DECLARATIONS: &[&str] =
    &["interface", "world", "type", "record", "variant", "enum", "flags", "resource", "use"];

struct Parsing<'a> {
    file: &'a SourceFile,
    tokens: &'a [Token],
    next: usize,
    problems: Problems<FileError>,
}

impl<'a> Parsing<'a> {
    fn peek(&self) -> &'a Token {
        const END: &Token = &Token { kind: Kind::End, text: String::new(), at: 0..0 };
        self.tokens.get(self.next).or(self.tokens.last()).unwrap_or(END)
    }

    fn take(&mut self) -> &'a Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn eat(&mut self, text: &str) -> bool {
        let token = self.peek();
        let is_it = token.kind != Kind::Text && token.kind != Kind::End && token.text == text;
        self.next += usize::from(is_it);
        is_it
    }

    fn wrong(&mut self, at: Range<usize>, fault: FileFault, help: &str) -> Told {
        self.problems.push(FileError::new(self.file, at, fault, "here", help.to_owned()));
        Told
    }

    fn expected(&mut self, wanted: &str) -> Told {
        let token = self.peek();
        let found = if token.kind == Kind::End { token.text.clone() } else { format!("`{}`", token.text) };
        let fault = FileFault::ScriptSyntax(format!("{wanted} is wanted here, and this is {found}"));
        let help = "a script is `package ns:name;`, then `let`, `import` and `export`, each ending with `;`";
        self.wrong(token.at.clone(), fault, help)
    }

    fn expect(&mut self, text: &str) -> Result<(), Told> {
        if self.eat(text) { Ok(()) } else { Err(self.expected(&format!("`{text}`"))) }
    }

    fn word(&mut self, wanted: &str) -> Result<Name, Told> {
        let token = self.peek();
        match token.kind {
            Kind::Word => Ok(name_of(self.take())),
            Kind::Text | Kind::Sign | Kind::End => Err(self.expected(wanted)),
        }
    }

    /// Goes on behind the next `;`, over what is in braces.
    fn recover(&mut self) {
        let mut depth = 0_usize;
        loop {
            let token = self.take();
            match (token.kind, token.text.as_str()) {
                (Kind::End, _) => return,
                (Kind::Sign, "{") => depth += 1,
                (Kind::Sign, "}") => {
                    depth = depth.saturating_sub(1);
                    // `interface a { .. }` has no `;`.
                    if depth == 0 && !matches!(self.peek().text.as_str(), ";" | "." | "[" | "as" | "...") {
                        return;
                    }
                }
                (Kind::Sign, ";") if depth == 0 => return,
                (Kind::Word | Kind::Text | Kind::Sign, _) => {}
            }
        }
    }

    fn package(&mut self) -> Result<Option<Name>, Told> {
        self.expect("package")?;
        self.word("the name of a package, such as `example:composition`,")?;
        let targets = if self.eat("targets") {
            Some(self.word("the name of a world, such as `wasi:cli/command@0.2.0`,")?)
        } else {
            None
        };
        self.expect(";")?;
        Ok(targets)
    }

    fn statement(&mut self) -> Result<Option<Statement>, Told> {
        if DECLARATIONS.contains(&self.peek().text.as_str()) && self.peek().kind == Kind::Word {
            self.recover();
            return Ok(None);
        }
        let statement = if self.eat("import") {
            self.import()?
        } else if self.eat("let") {
            let name = self.word("a name")?;
            self.expect("=")?;
            Statement::Let { name, value: self.expr()? }
        } else if self.eat("export") {
            self.export()?
        } else {
            return Err(self.expected("`let`, `import` or `export`"));
        };
        self.expect(";")?;
        Ok(Some(statement))
    }

    fn import(&mut self) -> Result<Statement, Told> {
        let name = self.word("a name")?;
        let other = if self.eat("as") { Some(self.label("the name of an import")?) } else { None };
        self.expect(":")?;
        let ty = self.peek();
        let path = (ty.kind == Kind::Word && ty.text.contains('/')).then(|| name_of(ty));
        // Its type is what those need that are given it.
        let mut depth = 0_usize;
        while !(depth == 0 && self.peek().text == ";") {
            let token = self.take();
            match (token.kind, token.text.as_str()) {
                (Kind::End, _) => return Err(self.expected("`;`")),
                (Kind::Sign, "{") => depth += 1,
                (Kind::Sign, "}") => depth = depth.saturating_sub(1),
                (Kind::Word | Kind::Text | Kind::Sign, _) => {}
            }
        }
        Ok(Statement::Import { name, other, path })
    }

    fn export(&mut self) -> Result<Statement, Told> {
        let value = self.expr()?;
        let how = if self.eat("...") {
            Exported::Spread
        } else if self.eat("as") {
            Exported::As(self.label("a name")?)
        } else {
            Exported::AsItIs
        };
        Ok(Statement::Export { value, how })
    }

    /// A name, in quotes or not.
    fn label(&mut self, wanted: &str) -> Result<Name, Told> {
        if self.peek().kind == Kind::Text { Ok(name_of(self.take())) } else { self.word(wanted) }
    }

    fn expr(&mut self) -> Result<Expr, Told> {
        let value = if self.eat("(") {
            let value = self.expr()?;
            self.expect(")")?;
            value
        } else if self.eat("new") {
            let package = self.word("the name of a package")?;
            Expr::New { package, args: self.args()? }
        } else {
            Expr::Local(self.word("a value")?)
        };
        self.postfix(value)
    }

    fn args(&mut self) -> Result<Vec<Arg>, Told> {
        self.expect("{")?;
        let mut args = Vec::new();
        while !self.eat("}") {
            args.push(self.arg()?);
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(args)
    }

    fn arg(&mut self) -> Result<Arg, Told> {
        if self.eat("...") {
            let is_rest = self.peek().kind != Kind::Word;
            return if is_rest { Ok(Arg::Rest) } else { Ok(Arg::Spread(self.word("an instance")?)) };
        }
        let is_exact = self.peek().kind == Kind::Text;
        let name = self.label("an argument")?;
        if self.eat(":") {
            return Ok(Arg::Named { name, is_exact, value: self.expr()? });
        }
        // Written without a blank, `name:value` looks like a package.
        if let Some((left, right)) = name.text.split_once(':').filter(|_| !is_exact) {
            let middle = name.at.start + left.len();
            let value = Expr::Local(Name { text: right.to_owned(), at: middle + 1..name.at.end });
            let name = Name { text: left.to_owned(), at: name.at.start..middle };
            return Ok(Arg::Named { name, is_exact, value: self.postfix(value)? });
        }
        Ok(Arg::Inferred(name))
    }

    /// What stands behind a value: `.name`, `["name"]`.
    fn postfix(&mut self, mut value: Expr) -> Result<Expr, Told> {
        loop {
            if self.eat(".") {
                value = Expr::Access { of: Box::new(value), name: self.word("the name of an export")? };
            } else if self.eat("[") {
                let name = self.label("the name of an export, in quotes,")?;
                self.expect("]")?;
                value = Expr::Named { of: Box::new(value), name };
            } else {
                return Ok(value);
            }
        }
    }
}

fn name_of(token: &Token) -> Name {
    Name { text: token.text.clone(), at: token.at.clone() }
}
