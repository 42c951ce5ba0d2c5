//! What the lexer and the parser found wrong: data, for others to explain.

use std::ops::Range;

use crate::base::ids::FileIx;
use crate::base::source::Location;
use crate::syntax::token::{NameFault, TokenKind};

/// A range of bytes of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes as an index into the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same place, once the text is a file among others.
    pub fn in_file(self, file: FileIx) -> Location {
        Location { file, start: self.start, end: self.end }
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The culprit. Empty for what is missing: the place where it should be written.
    pub at: Span,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing was written where something must be. `found` comes next, and was read as if nothing were missing.
    #[error("missing {}", in_words(*expected, also))]
    Missing {
        /// What should be there.
        expected: Expected,
        /// What should come right after that, and is missing too.
        also: Vec<Expected>,
        /// What comes next.
        found: TokenKind,
        /// Its place.
        found_at: Span,
    },
    /// Something else stands where `expected` should; it is in an error node.
    #[error("expected {expected}, found {}", Expected::Token(*found))]
    Unexpected {
        /// What should be there.
        expected: Expected,
        /// The first token of what is.
        found: TokenKind,
    },
    /// A `{` whose `}` is missing. What comes next can't be inside.
    #[error("this `{{` is never closed")]
    Unclosed {
        /// The place where `}` should be: the end of what is inside.
        close_at: Span,
        /// Further `{` around it that are not closed there either, the innermost first.
        outer: Vec<Span>,
    },
    /// A `}` that closes nothing.
    #[error("this `}}` closes nothing")]
    StrayBrace,
    /// An item that is fine but can't be where it is: a function outside of every interface.
    #[error("expected {expected}, found {}", Expected::Token(*found))]
    Misplaced {
        /// What can be there.
        expected: Expected,
        /// What the item begins with.
        found: TokenKind,
    },
    /// The second `package ..;`, or one that is not the first item.
    #[error("`package ..;` must be the first item of its file")]
    LatePackage,

    /// A name that is not one.
    #[error("not a WIT name")]
    InvalidName(NameFault),
    /// A keyword where a name is meant: it needs a `%`.
    #[error("{} is a keyword", Expected::Token(*.0))]
    ReservedName(TokenKind),
    /// A word that is no keyword where an item begins; the item was read as if it began with `meant`.
    #[error("expected {}, found another word", Expected::Token(*meant))]
    ForeignKeyword {
        /// The keyword that seems to be meant.
        meant: TokenKind,
    },
    /// `fn f(..)`, `async f: func(..)`: words before the name of a function, which WIT writes behind it.
    #[error("the name of a function comes first")]
    WordBeforeName,
    /// A version that is not `major.minor.patch`.
    #[error("a version needs three numbers")]
    PartialVersion,
    /// A version that semver does not accept.
    #[error("not a semantic version")]
    InvalidVersion,
    /// `wasi:http@0.2.0/handler`: the version goes last.
    #[error("the version goes last")]
    VersionBeforeName,
    /// `import wasi:http;`: an interface of the package is missing.
    #[error("this is a package, not an interface")]
    PackageAsInterface,
    /// `a::b`, `a::{b, c}`: the path of another language.
    #[error("not a WIT path")]
    ForeignPath,
    /// The length of a fixed-length list is no `u32`.
    #[error("the length does not fit in 32 bits")]
    LengthTooLarge,

    /// A gate that WIT does not have.
    #[error("there is no such attribute")]
    UnknownGate,
    /// A gate where none can be, or not this one.
    #[error("this attribute is not allowed here")]
    GateNotAllowed,

    /// Several results, or named ones, as older WIT had them: `-> (a: u32, b: u32)`.
    #[error("a function has one result")]
    SeveralResults,
    /// A type in parentheses: `(u32, string)`.
    #[error("a tuple is written `tuple<..>`")]
    ParenthesesAsTuple,
    /// `record { .. }` and the like in the place of a type.
    #[error("a type like this needs a definition of its own")]
    InlineDefinition,
    /// A type that takes no arguments is given some: `Vec<String>`.
    #[error("this type takes no arguments")]
    NotGeneric,
    /// `option<u8, u8>`: more types than fit.
    #[error("too many types")]
    TooManyTypes,
    /// `own<list<u8>>`: a handle of what has no name.
    #[error("only resources have handles")]
    HandleOfType,
    /// `u32[]`, `[u32]`, `&str`, `a | b`: a type as other languages write it.
    #[error("not a WIT type")]
    ForeignType,
    /// `types.a`, in the place of a type.
    #[error("a type of another interface is named in `use`")]
    QualifiedType,
    /// `func(u32) -> u32` in the place of a type.
    #[error("functions are no values")]
    FunctionType,
    /// `record a<T> { .. }`, `func<T>(..)`.
    #[error("WIT has no generics")]
    GenericDefinition,
    /// `x?: u32`.
    #[error("optional values have the type `option<..>`")]
    OptionalName,
    /// `u32 x`.
    #[error("the name comes before the type")]
    TypeBeforeName,
    /// `a = 1`, a case or flag.
    #[error("cases have no values")]
    CaseValue,
    /// `a(u32)`, in an enum or flags.
    #[error("cases of enums have no payload")]
    CasePayload,
    /// `not-found string`, `not-found: string`: the payload of a case goes in parentheses.
    #[error("the payload of a case goes in parentheses")]
    BarePayload,
    /// `x: u32 = 3`.
    #[error("WIT has no default values")]
    DefaultValue,
    /// `use types.a;`: the names go in braces.
    #[error("the names go in braces")]
    UseWithoutBraces,
    /// Types or packages inside each other, more than a hundred times.
    #[error("nested too deeply")]
    TooDeep,

    /// A character that means nothing in WIT, the first of several perhaps.
    #[error("unexpected character U+{:04X}", u32::from(*.0))]
    Character(char),
    /// A character that makes text look like something it is not (bidirectional override), anywhere in the file.
    #[error("bidirectional control character U+{:04X}", u32::from(*.0))]
    Bidirectional(char),
    /// A character that Unicode discourages, anywhere in the file.
    #[error("discouraged character U+{:04X}", u32::from(*.0))]
    Discouraged(char),
    /// A control character, anywhere in the file.
    #[error("control character U+{:04X}", u32::from(*.0))]
    Control(char),
    /// `/*` without its `*/`; the span is the `/*`.
    #[error("this comment never ends")]
    UnterminatedComment,
    /// `"` without the second one on its line.
    #[error("this string never ends")]
    UnterminatedString,
    /// An escape that strings don't have, or one that stands for no character.
    #[error("not an escape")]
    InvalidEscape,
}

impl Problem {
    /// Whether what the error spans is told by it alone, whatever else is wrong inside.
    pub(super) fn covers(&self) -> bool {
        match self {
            Problem::WordBeforeName
            | Problem::ForeignPath
            | Problem::PackageAsInterface
            | Problem::SeveralResults
            | Problem::ParenthesesAsTuple
            | Problem::InlineDefinition
            | Problem::NotGeneric
            | Problem::HandleOfType
            | Problem::TooManyTypes
            | Problem::ForeignType
            | Problem::QualifiedType
            | Problem::FunctionType
            | Problem::GenericDefinition
            | Problem::OptionalName
            | Problem::TypeBeforeName
            | Problem::CaseValue
            | Problem::CasePayload
            | Problem::BarePayload
            | Problem::DefaultValue
            | Problem::GateNotAllowed
            | Problem::InvalidVersion
            | Problem::PartialVersion => true,
            Problem::Missing { .. }
            | Problem::Unexpected { .. }
            | Problem::Unclosed { .. }
            | Problem::StrayBrace
            | Problem::Misplaced { .. }
            | Problem::LatePackage
            | Problem::InvalidName(_)
            | Problem::ReservedName(_)
            | Problem::ForeignKeyword { .. }
            | Problem::VersionBeforeName
            | Problem::LengthTooLarge
            | Problem::UnknownGate
            | Problem::UseWithoutBraces
            | Problem::TooDeep
            | Problem::Character(_)
            | Problem::Bidirectional(_)
            | Problem::Discouraged(_)
            | Problem::Control(_)
            | Problem::UnterminatedComment
            | Problem::UnterminatedString
            | Problem::InvalidEscape => false,
        }
    }

    /// Whether an error that covers it tells enough. Some characters are bad wherever they are.
    pub(super) fn gives_way(&self) -> bool {
        !matches!(
            self,
            Problem::Bidirectional(_)
                | Problem::Discouraged(_)
                | Problem::Control(_)
                | Problem::UnterminatedComment
                | Problem::UnterminatedString
        )
    }
}

/// "`)` and `;`"
fn in_words(first: Expected, also: &[Expected]) -> String {
    let mut words = first.to_string();
    for (index, more) in also.iter().enumerate() {
        words.push_str(if index + 1 == also.len() { " and " } else { ", " });
        words.push_str(&more.to_string());
    }
    words
}

/// What can be in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Exactly this token.
    Token(TokenKind),
    /// `,` or the token that closes the list.
    CommaOr(TokenKind),
    /// A name.
    Name,
    /// A type.
    Type,
    /// A version.
    Version,
    /// The word `version` or `feature`.
    Word(&'static str),
    /// A string.
    String,
    /// The length of a list.
    Length,
    /// `func`, `async func`, `get` or `set`.
    Func,
    /// What can be imported or exported.
    Extern,
    /// A package, interface, world or `use`.
    FileItem,
    /// An item of an interface.
    InterfaceItem,
    /// An item of a world.
    WorldItem,
    /// A function of a resource.
    ResourceItem,
}

impl Expected {
    /// What to write, where that is always the same.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Expected::Token(kind) => kind.spelling(),
            Expected::CommaOr(_) => Some(","),
            Expected::Word(word) => Some(word),
            Expected::Func => Some("func"),
            Expected::Name
            | Expected::Type
            | Expected::Version
            | Expected::String
            | Expected::Length
            | Expected::Extern
            | Expected::FileItem
            | Expected::InterfaceItem
            | Expected::WorldItem
            | Expected::ResourceItem => None,
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Expected::Token(kind) => match kind.spelling() {
                Some(text) => write!(f, "`{text}`"),
                None if kind.is_name() => f.write_str("a name"),
                None if *kind == TokenKind::Integer => f.write_str("a number"),
                None if *kind == TokenKind::String => f.write_str("a string"),
                None if *kind == TokenKind::End => f.write_str("the end of the file"),
                None => f.write_str("other text"),
            },
            Expected::CommaOr(kind) => write!(f, "`,` or {}", Expected::Token(*kind)),
            Expected::Name => f.write_str("a name"),
            Expected::Type => f.write_str("a type"),
            Expected::Version => f.write_str("a version"),
            Expected::Word(word) => write!(f, "`{word}`"),
            Expected::String => f.write_str("a string"),
            Expected::Length => f.write_str("a length"),
            Expected::Func => f.write_str("`func`"),
            Expected::Extern => f.write_str("a function or an interface"),
            Expected::FileItem => f.write_str("`interface`, `world`, `package` or `use`"),
            Expected::InterfaceItem => f.write_str("a function, a type or `use`"),
            Expected::WorldItem => f.write_str("`import`, `export`, `include`, `use` or a type"),
            Expected::ResourceItem => f.write_str("`constructor` or a function"),
        }
    }
}
