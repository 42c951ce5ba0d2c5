//! Tokens with conventional spaces, for macro arguments and attributes that are no expressions.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The tokens on one line.
pub(super) fn one_line(tokens: &TokenStream) -> String {
    let mut writer = Writer { text: String::new(), glue: true, word: false };
    writer.stream(tokens);
    writer.text
}

struct Writer {
    text: String,
    /// The next token follows without a space.
    glue: bool,
    /// The last token was a word or a literal.
    word: bool,
}

impl Writer {
    fn stream(&mut self, tokens: &TokenStream) {
        for token in tokens.clone() {
            self.token(&token);
        }
    }

    fn token(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Ident(ident) => self.plain(&ident.to_string()),
            TokenTree::Literal(literal) => self.plain(&literal.to_string()),
            TokenTree::Punct(punct) => self.punct(punct.as_char(), punct.spacing()),
            TokenTree::Group(group) => self.group(group.delimiter(), &group.stream()),
        }
    }

    fn plain(&mut self, text: &str) {
        self.space();
        self.text.push_str(text);
        self.glue = false;
        self.word = true;
    }

    fn punct(&mut self, punct: char, spacing: Spacing) {
        let joint = spacing == Spacing::Joint;
        let tight = match punct {
            ',' | ';' | '?' | '.' => true,
            ':' => joint || self.text.ends_with(':') || self.word,
            '!' => self.word && !joint,
            _ => false,
        };
        if !tight {
            self.space();
        }
        self.text.push(punct);
        self.glue =
            joint || matches!(punct, '.' | '!' | '&' | '#' | '$' | '\'' | '@') || self.text.ends_with("::");
        self.word = false;
    }

    fn group(&mut self, delimiter: Delimiter, tokens: &TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace if tokens.is_empty() => ("{", "}"),
            Delimiter::Brace => ("{ ", " }"),
            Delimiter::None => ("", ""),
        };
        let call = delimiter != Delimiter::Brace && (self.word || self.text.ends_with('!'));
        if !call {
            self.space();
        }
        self.text.push_str(open);
        self.glue = true;
        self.stream(tokens);
        self.text.push_str(close);
        self.glue = false;
        self.word = true;
    }

    fn space(&mut self) {
        if !self.glue {
            self.text.push(' ');
        }
    }
}
