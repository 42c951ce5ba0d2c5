//! Rust identifiers and paths: the only place that makes them out of WIT names.
//!
//! Case is folded first, then keywords get a trailing `_`, then functions and locals that still collide get a number. WIT names never
//! begin with `_` or contain `__`: such names are free for what the generator invents.

use std::borrow::Cow;
use std::collections::BTreeSet;

use bumpalo::Bump;
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::base::names::WitName;
use crate::bindgen::code::ast::{Lit, Path};
use crate::bindgen::code::lex::{Lexer, TokenKind};
use crate::bindgen::code::{Code, Emit, parse};

/// A name that Rust accepts as an identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::bindgen) struct RustIdent(Cow<'static, str>);

impl RustIdent {
    /// `snake_case`: functions, parameters, fields, modules.
    pub(in crate::bindgen) fn value(name: &WitName) -> Self {
        Self::escaped(snake(name))
    }

    /// `snake_case`, as a part of a name.
    pub(in crate::bindgen) fn snake_part(name: &WitName) -> Self {
        Self(snake(name).into())
    }

    /// `UpperCamelCase`: types and cases.
    pub(in crate::bindgen) fn camel(name: &WitName) -> Self {
        Self::escaped(camel(name))
    }

    /// `UpperCamelCase`, as a part of a name.
    pub(in crate::bindgen) fn camel_part(name: &WitName) -> Self {
        Self(camel(name).into())
    }

    /// `SHOUTY_SNAKE_CASE`: constants.
    pub(in crate::bindgen) fn shouty(name: &WitName) -> Self {
        Self::escaped(name.as_str().to_shouty_snake_case())
    }

    /// A name that the generator invents.
    pub(in crate::bindgen) fn invented(name: impl Into<Cow<'static, str>>) -> Self {
        Self::escaped(name)
    }

    /// `text`, with a trailing `_` if it is a keyword in any edition.
    fn escaped(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        if is_keyword(&text) { Self(text + "_") } else { Self(text) }
    }

    /// This name with something put before it that no WIT name has.
    pub(in crate::bindgen) fn prefixed(&self, prefix: &str) -> Self {
        Self([prefix, self.as_str()].concat().into())
    }

    /// This name with something put behind it.
    pub(in crate::bindgen) fn suffixed(&self, suffix: &str) -> Self {
        Self([self.as_str(), suffix].concat().into())
    }

    /// This name in capitals, for the static that belongs to a function.
    pub(in crate::bindgen) fn to_static(&self) -> Self {
        Self(self.0.to_uppercase().into())
    }

    /// The text.
    pub(in crate::bindgen) fn as_str(&self) -> &str {
        &self.0
    }
}

impl RustIdent {
    /// Whether `code` is this name and nothing else.
    pub(in crate::bindgen) fn is_all_of(&self, code: &Code) -> bool {
        code.as_str().trim_ascii_end() == self.0
    }
}

impl Emit for RustIdent {
    fn emit(&self, code: &mut Code) {
        code.push(&self.0);
        code.push(" ");
    }
}

/// `snake_case` as heck has it.
fn snake(name: &WitName) -> String {
    let text = name.as_str();
    if is_lower_kebab(text) { text.replace('-', "_") } else { text.to_snake_case() }
}

/// `UpperCamelCase` as heck has it.
fn camel(name: &WitName) -> String {
    let text = name.as_str();
    if !is_lower_kebab(text) {
        return text.to_upper_camel_case();
    }
    let mut camel = String::with_capacity(text.len());
    for word in text.split('-') {
        let mut chars = word.chars();
        camel.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(chars.as_str());
    }
    camel
}

/// Whether a name has lower-case words with a `-` between them, as most names of WIT do: nothing has to be looked for
/// in them.
fn is_lower_kebab(name: &str) -> bool {
    name.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// A path from the root of the generated file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::bindgen) struct RustPath(pub(in crate::bindgen) Vec<RustIdent>);

impl RustPath {
    /// This path and one more segment.
    pub(in crate::bindgen) fn child(&self, ident: RustIdent) -> Self {
        let mut segments = self.0.clone();
        segments.push(ident);
        Self(segments)
    }

    /// This path as code in `module` writes it: by as many `super` as it takes.
    pub(in crate::bindgen) fn relative_to(&self, module: &RustPath) -> Code {
        let common = self.0.iter().zip(&module.0).take_while(|(a, b)| a == b).count();
        let supers = module.0.iter().skip(common).map(|_| "super");
        let rest = self.0.iter().skip(common).map(RustIdent::as_str);
        let mut code = Code::new();
        for (index, segment) in supers.chain(rest).enumerate() {
            code.push(if index > 0 { ":: " } else { "" });
            code.push(segment);
            code.push(" ");
        }
        code
    }

    /// This path behind `$($root)*::`, as a macro of the file's root writes it.
    pub(in crate::bindgen) fn joined(&self) -> String {
        self.0.iter().map(RustIdent::as_str).collect::<Vec<_>>().join("::")
    }
}

/// The names of one scope: hands out what is not taken.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) struct Scope(BTreeSet<RustIdent>);

impl Scope {
    /// Takes `ident`, or the first of `ident_2`, `ident_3`.. that is free.
    pub(in crate::bindgen) fn take(&mut self, ident: &RustIdent) -> RustIdent {
        let mut free = ident.clone();
        let mut number = 2;
        while self.0.contains(&free) {
            free = RustIdent(format!("{}_{number}", ident.0.trim_end_matches('_')).into());
            number += 1;
        }
        self.0.insert(free.clone());
        free
    }
}

/// The keywords of all editions, strict and reserved; `union`, `auto` and the like are no hindrance.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

fn is_keyword(text: &str) -> bool {
    KEYWORDS.binary_search(&text).is_ok()
}

/// Rust that the user gave, in the place of an attribute, a path or a type.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct RustCode {
    code: Code,
    last: String,
}

/// What a text that the user gave must be, for the place it is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum CodeForm {
    /// An attribute; the brackets may be left out.
    Attribute,
    /// The path of a trait or module, or of a type without parameters.
    Path,
    /// A type.
    Type,
    /// A name that is no keyword in any edition.
    Ident,
    /// A part of a string literal.
    Literal,
}

impl CodeForm {
    /// The text as code, if it is that.
    pub(in crate::bindgen) fn parse(self, text: &str) -> Option<RustCode> {
        match self {
            CodeForm::Attribute => RustCode::attribute(text),
            CodeForm::Path => RustCode::path(text),
            CodeForm::Type => RustCode::ty(text),
            CodeForm::Ident => RustCode::ident(text),
            CodeForm::Literal => RustCode::literal(text),
        }
    }

    /// What is wanted, in words.
    pub(in crate::bindgen) fn wanted(self) -> &'static str {
        match self {
            CodeForm::Attribute => "an attribute: `#[name(..)]`",
            CodeForm::Path => "a path: `crate::a::B`",
            CodeForm::Type => "a type: `crate::a::B`, `crate::a::B<u8>`",
            CodeForm::Ident => "a name of letters, digits and `_` that is no keyword",
            CodeForm::Literal => "text without quotes and backslashes",
        }
    }
}

impl RustCode {
    /// An attribute; the brackets may be left out.
    pub(in crate::bindgen) fn attribute(text: &str) -> Option<Self> {
        let text = text.trim();
        let whole = if text.starts_with('#') { text.to_owned() } else { format!("#[{text}]") };
        let arena = Bump::new();
        let path = parse::attributes(&arena, &whole).ok()?.first()?.meta.path;
        let last = last_segment(&path)?;
        Some(Self { code: Code::of(&whole), last })
    }

    /// A name that is no keyword in any edition.
    fn ident(text: &str) -> Option<Self> {
        let mut tokens = Lexer::new(text);
        let first = tokens.next()?;
        let is_name = first.kind == TokenKind::Word && first.text != "_" && tokens.next().is_none();
        (is_name && !is_keyword(first.text))
            .then(|| Self { code: Code::of(text), last: first.text.to_owned() })
    }

    /// What stands in a literal as it is.
    fn literal(text: &str) -> Option<Self> {
        let quoted = format!("\"{text}\"");
        let mut tokens = Lexer::new(&quoted);
        let is_whole = tokens.next()?.text == quoted;
        let is_plain = is_whole && Lit(&quoted).string().as_deref() == Some(text);
        is_plain.then(|| Self { code: Code::of(&quoted), last: String::new() })
    }

    /// A path.
    fn path(text: &str) -> Option<Self> {
        let arena = Bump::new();
        let path = parse::path(&arena, text).ok()?;
        Some(Self { code: Code::of(text), last: last_segment(&path)? })
    }

    /// A type.
    fn ty(text: &str) -> Option<Self> {
        let arena = Bump::new();
        parse::ty(&arena, text).ok()?;
        Some(Self { code: Code::of(text), last: String::new() })
    }

    /// The last segment of the path that it is, or that the attribute has.
    pub(in crate::bindgen) fn last(&self) -> &str {
        &self.last
    }
}

impl Emit for RustCode {
    fn emit(&self, code: &mut Code) {
        self.code.emit(code);
    }
}

fn last_segment(path: &Path) -> Option<String> {
    Some(path.segments.last()?.ident.to_owned())
}
