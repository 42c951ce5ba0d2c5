//! The kinds of tokens that WIT text is made of, and which names are good ones.

/// What a token is. Tokens cover the text without gaps, so blanks and comments are tokens too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// Blanks, tabs and line ends.
    Whitespace,
    /// `// ..`, up to the end of the line.
    LineComment,
    /// `/* .. */`, which may hold further ones.
    BlockComment,
    /// `/// ..`: documentation of what follows.
    DocLine,
    /// `/** .. */`: documentation of what follows.
    DocBlock,
    /// The byte order mark that a file may begin with.
    Bom,
    /// Characters that mean nothing in WIT. The lexer has reported them; the parser passes over them.
    Error,

    /// A name such as `todo-item`.
    Name,
    /// A name such as `%type`, which would be a keyword without its `%`.
    EscapedName,
    /// What stands for a name but breaks the rules of names: `todo_item`, `todoItem`, `größe`, `%`.
    BadName,
    /// A keyword where only a name can be meant, such as the first word of `type: u32`.
    ReservedName,
    /// Decimal digits.
    Integer,
    /// `".."`, on one line.
    String,

    /// `=`
    Equals,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `.`
    Period,
    /// `;`
    Semicolon,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `<`
    LessThan,
    /// `>`
    GreaterThan,
    /// `->`
    Arrow,
    /// `*`
    Star,
    /// `@`
    At,
    /// `/`
    Slash,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `[`, which WIT does not have, but types of other languages do.
    LeftBracket,
    /// `]`, likewise.
    RightBracket,
    /// `?`, likewise.
    Question,
    /// `&`, likewise.
    Ampersand,
    /// `|`, likewise.
    Bar,

    /// `use`
    Use,
    /// `type`
    Type,
    /// `func`
    Func,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `s8`
    S8,
    /// `s16`
    S16,
    /// `s32`
    S32,
    /// `s64`
    S64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `char`
    Char,
    /// `bool`
    Bool,
    /// `string`
    StringType,
    /// `error-context`
    ErrorContext,
    /// `own`
    Own,
    /// `borrow`
    Borrow,
    /// `option`
    Option,
    /// `result`
    Result,
    /// `future`
    Future,
    /// `stream`
    Stream,
    /// `list`
    List,
    /// `map`
    Map,
    /// `tuple`
    Tuple,
    /// `_`
    Underscore,
    /// `record`
    Record,
    /// `resource`
    Resource,
    /// `flags`
    Flags,
    /// `variant`
    Variant,
    /// `enum`
    Enum,
    /// `as`
    As,
    /// `from`
    From,
    /// `static`
    Static,
    /// `interface`
    Interface,
    /// `import`
    Import,
    /// `export`
    Export,
    /// `world`
    World,
    /// `package`
    Package,
    /// `constructor`
    Constructor,
    /// `include`
    Include,
    /// `with`
    With,
    /// `async`
    Async,

    /// After the last token: no text.
    End,
}

impl TokenKind {
    /// Whether the parser passes over it: blanks, comments, and what the lexer has complained about.
    pub fn is_trivia(self) -> bool {
        self <= TokenKind::Error
    }

    /// Whether it is a comment of any form.
    pub fn is_comment(self) -> bool {
        TokenKind::LineComment <= self && self <= TokenKind::DocBlock
    }

    /// Whether it documents what follows.
    pub fn is_doc(self) -> bool {
        self == TokenKind::DocLine || self == TokenKind::DocBlock
    }

    /// Whether the comment only ends with its line.
    pub fn ends_line(self) -> bool {
        self == TokenKind::LineComment || self == TokenKind::DocLine
    }

    /// Whether it stands for a name, good or bad.
    pub fn is_name(self) -> bool {
        TokenKind::Name <= self && self <= TokenKind::ReservedName
    }

    /// Whether it is a word with a meaning of its own.
    pub fn is_keyword(self) -> bool {
        TokenKind::Use <= self && self <= TokenKind::Async && self != TokenKind::Underscore
    }

    /// Whether a type that takes nothing in `<..>` is spelt with it: `u8`, `string`, `error-context`.
    pub fn is_primitive(self) -> bool {
        TokenKind::U8 <= self && self <= TokenKind::ErrorContext
    }

    /// Whether a type can begin with it.
    pub fn begins_type(self) -> bool {
        (TokenKind::U8 <= self && self <= TokenKind::Tuple) || self.is_name()
    }

    /// Whether a definition of a type begins with it.
    pub fn begins_typedef(self) -> bool {
        self == TokenKind::Type || (TokenKind::Record <= self && self <= TokenKind::Enum)
    }

    /// Whether an item of a world begins with it, and no other item.
    pub fn begins_extern(self) -> bool {
        matches!(self, TokenKind::Import | TokenKind::Export | TokenKind::Include)
    }

    /// Whether it begins an item that holds others: a package, interface or world.
    pub fn begins_scope(self) -> bool {
        matches!(self, TokenKind::Interface | TokenKind::World | TokenKind::Package)
    }

    /// Whether it is a keyword that begins an item of any kind.
    pub fn begins_item(self) -> bool {
        self == TokenKind::Use || self.begins_typedef() || self.begins_extern() || self.begins_scope()
    }

    /// How it is spelt, for kinds that have only one spelling.
    pub fn spelling(self) -> Option<&'static str> {
        SPELLINGS.iter().find(|(kind, _)| *kind == self).map(|(_, text)| *text)
    }
}

/// The keyword that a name would be without a `%`.
pub fn keyword_kind(name: &str) -> Option<TokenKind> {
    keyword(name.as_bytes())
}

/// The keyword that `word` is.
pub(crate) fn keyword(word: &[u8]) -> Option<TokenKind> {
    // Most words are no keywords, and most of those are longer or begin with another letter.
    let first = *word.first()?;
    if word.len() > 13
        || !matches!(first, b'a'..=b'c' | b'e'..=b'f' | b'i' | b'l'..=b'm' | b'o'..=b'p' | b'r'..=b'w')
    {
        return None;
    }
    Some(match word {
        b"u8" => TokenKind::U8,
        b"u16" => TokenKind::U16,
        b"u32" => TokenKind::U32,
        b"u64" => TokenKind::U64,
        b"use" => TokenKind::Use,
        b"s8" => TokenKind::S8,
        b"s16" => TokenKind::S16,
        b"s32" => TokenKind::S32,
        b"s64" => TokenKind::S64,
        b"string" => TokenKind::StringType,
        b"static" => TokenKind::Static,
        b"stream" => TokenKind::Stream,
        b"f32" => TokenKind::F32,
        b"f64" => TokenKind::F64,
        b"func" => TokenKind::Func,
        b"from" => TokenKind::From,
        b"flags" => TokenKind::Flags,
        b"future" => TokenKind::Future,
        b"type" => TokenKind::Type,
        b"tuple" => TokenKind::Tuple,
        b"char" => TokenKind::Char,
        b"constructor" => TokenKind::Constructor,
        b"bool" => TokenKind::Bool,
        b"borrow" => TokenKind::Borrow,
        b"error-context" => TokenKind::ErrorContext,
        b"enum" => TokenKind::Enum,
        b"export" => TokenKind::Export,
        b"own" => TokenKind::Own,
        b"option" => TokenKind::Option,
        b"record" => TokenKind::Record,
        b"result" => TokenKind::Result,
        b"resource" => TokenKind::Resource,
        b"list" => TokenKind::List,
        b"map" => TokenKind::Map,
        b"variant" => TokenKind::Variant,
        b"as" => TokenKind::As,
        b"async" => TokenKind::Async,
        b"interface" => TokenKind::Interface,
        b"import" => TokenKind::Import,
        b"include" => TokenKind::Include,
        b"world" => TokenKind::World,
        b"with" => TokenKind::With,
        b"package" => TokenKind::Package,
        _ => return None,
    })
}

/// Symbols and keywords as they are spelt.
const SPELLINGS: &[(TokenKind, &str)] = &[
    (TokenKind::Equals, "="),
    (TokenKind::Comma, ","),
    (TokenKind::Colon, ":"),
    (TokenKind::Period, "."),
    (TokenKind::Semicolon, ";"),
    (TokenKind::LeftParen, "("),
    (TokenKind::RightParen, ")"),
    (TokenKind::LeftBrace, "{"),
    (TokenKind::RightBrace, "}"),
    (TokenKind::LessThan, "<"),
    (TokenKind::GreaterThan, ">"),
    (TokenKind::Arrow, "->"),
    (TokenKind::Star, "*"),
    (TokenKind::At, "@"),
    (TokenKind::Slash, "/"),
    (TokenKind::Plus, "+"),
    (TokenKind::Minus, "-"),
    (TokenKind::LeftBracket, "["),
    (TokenKind::RightBracket, "]"),
    (TokenKind::Question, "?"),
    (TokenKind::Ampersand, "&"),
    (TokenKind::Bar, "|"),
    (TokenKind::Use, "use"),
    (TokenKind::Type, "type"),
    (TokenKind::Func, "func"),
    (TokenKind::U8, "u8"),
    (TokenKind::U16, "u16"),
    (TokenKind::U32, "u32"),
    (TokenKind::U64, "u64"),
    (TokenKind::S8, "s8"),
    (TokenKind::S16, "s16"),
    (TokenKind::S32, "s32"),
    (TokenKind::S64, "s64"),
    (TokenKind::F32, "f32"),
    (TokenKind::F64, "f64"),
    (TokenKind::Char, "char"),
    (TokenKind::Bool, "bool"),
    (TokenKind::StringType, "string"),
    (TokenKind::ErrorContext, "error-context"),
    (TokenKind::Own, "own"),
    (TokenKind::Borrow, "borrow"),
    (TokenKind::Option, "option"),
    (TokenKind::Result, "result"),
    (TokenKind::Future, "future"),
    (TokenKind::Stream, "stream"),
    (TokenKind::List, "list"),
    (TokenKind::Map, "map"),
    (TokenKind::Tuple, "tuple"),
    (TokenKind::Underscore, "_"),
    (TokenKind::Record, "record"),
    (TokenKind::Resource, "resource"),
    (TokenKind::Flags, "flags"),
    (TokenKind::Variant, "variant"),
    (TokenKind::Enum, "enum"),
    (TokenKind::As, "as"),
    (TokenKind::From, "from"),
    (TokenKind::Static, "static"),
    (TokenKind::Interface, "interface"),
    (TokenKind::Import, "import"),
    (TokenKind::Export, "export"),
    (TokenKind::World, "world"),
    (TokenKind::Package, "package"),
    (TokenKind::Constructor, "constructor"),
    (TokenKind::Include, "include"),
    (TokenKind::With, "with"),
    (TokenKind::Async, "async"),
];

/// Which rule of names a text breaks first. `name` is without a `%`.
pub fn name_fault(name: &str) -> Option<NameFault> {
    for (index, part) in name.split('-').enumerate() {
        let Some(first) = part.chars().next() else { return Some(NameFault::EmptyWord) };
        if index == 0 && !first.is_ascii_alphabetic() {
            return Some(NameFault::Begins(first));
        }
        if let Some(wrong) = part.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Some(NameFault::Character(wrong));
        }
        if part.contains(|c: char| c.is_ascii_uppercase()) && part.contains(|c: char| c.is_ascii_lowercase())
        {
            return Some(NameFault::MixedCase);
        }
    }
    None
}

/// A rule of names that is broken: words of letters and digits, joined by `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// Nothing between two `-`, or before the first, or after the last, or after `%`.
    EmptyWord,
    /// The first character is no letter.
    Begins(char),
    /// A character that names can't have.
    Character(char),
    /// A word has both small and capital letters.
    MixedCase,
}
