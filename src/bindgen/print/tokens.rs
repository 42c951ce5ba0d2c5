//! Tokens with conventional spaces, for macro arguments and attributes that are no expressions.

use crate::bindgen::code::lex::{Token, TokenKind};

/// The tokens on one line.
pub(super) fn one_line(tokens: &[Token]) -> String {
    let mut writer = Writer { text: String::new(), glue: true, word: false };
    for (index, token) in tokens.iter().enumerate() {
        writer.token(token, tokens.get(index + 1));
    }
    writer.text
}

struct Writer {
    text: String,
    /// The next token follows without a space.
    glue: bool,
    /// The last token was a word, a literal or the end of a group.
    word: bool,
}

impl Writer {
    fn token(&mut self, token: &Token, next: Option<&Token>) {
        match token.kind {
            TokenKind::Word | TokenKind::Literal | TokenKind::Lifetime | TokenKind::Unknown => {
                self.space();
                self.text.push_str(token.text);
                self.glue = false;
                self.word = true;
            }
            TokenKind::Operator => self.operator(token.text),
            TokenKind::Open => self.open(token.text, next),
            TokenKind::Close => {
                self.text.push_str(if token.text == "}" && !self.text.ends_with('{') {
                    " }"
                } else {
                    token.text
                });
                self.glue = false;
                self.word = true;
            }
        }
    }

    fn operator(&mut self, text: &str) {
        let tight = match text {
            "," | ";" | "?" | "." | ".." | "..=" | "::" => true,
            ":" | "!" => self.word,
            _ => false,
        };
        if !tight {
            self.space();
        }
        self.text.push_str(text);
        self.glue = matches!(text, "." | ".." | "..=" | "!" | "&" | "#" | "$" | "@" | "::");
        self.word = false;
    }

    fn open(&mut self, text: &str, next: Option<&Token>) {
        let call = text != "{" && (self.word || self.text.ends_with('!'));
        if !call {
            self.space();
        }
        self.text.push_str(text);
        if text == "{" && next.is_none_or(|next| next.text != "}") {
            self.text.push(' ');
        }
        self.glue = true;
        self.word = false;
    }

    fn space(&mut self) {
        if !self.glue {
            self.text.push(' ');
        }
    }
}
