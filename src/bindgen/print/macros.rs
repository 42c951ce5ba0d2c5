//! Macro calls: laid out like function calls when their arguments are expressions or types.

use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::{self, CALL_WIDTH};
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::{Line, unlimited};
use crate::bindgen::print::overflow::{Arg, Comma, List, list};
use crate::bindgen::print::shape::{Shape, multiline, width};
use crate::bindgen::print::tokens;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Macro, MacroDelimiter, Token, Type};

/// The arguments of a macro call.
pub(super) enum MacroArgs {
    /// Separated by commas.
    List {
        /// The arguments.
        args: Vec<MacroArg>,
        /// Whether a comma follows the last.
        trailing: bool,
    },
    /// `value; count`
    Repeat(Box<Expr>, Box<Expr>),
    /// Anything else, on one line.
    Tokens(String),
}

/// One argument of a macro.
pub(super) enum MacroArg {
    /// An expression.
    Expr(Expr),
    /// A type.
    Type(Type),
}

impl Parse for MacroArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<MacroArgs> {
        let mut args = Vec::new();
        let mut trailing = false;
        while !input.is_empty() {
            args.push(input.parse()?);
            if input.is_empty() {
                trailing = false;
                break;
            }
            if input.peek(Token![;]) && args.len() == 1 {
                input.parse::<Token![;]>()?;
                let count = input.parse()?;
                return match args.pop() {
                    Some(MacroArg::Expr(value)) if input.is_empty() => {
                        Ok(MacroArgs::Repeat(Box::new(value), Box::new(count)))
                    }
                    Some(_) | None => Err(input.error("not an array")),
                };
            }
            input.parse::<Token![,]>()?;
            trailing = true;
        }
        Ok(MacroArgs::List { args, trailing })
    }
}

impl Parse for MacroArg {
    fn parse(input: ParseStream<'_>) -> syn::Result<MacroArg> {
        let ahead = input.fork();
        let is_expr = ahead.parse::<Expr>().is_ok()
            && (ahead.is_empty() || ahead.peek(Token![,]) || ahead.peek(Token![;]));
        if is_expr { input.parse().map(MacroArg::Expr) } else { input.parse().map(MacroArg::Type) }
    }
}

/// A macro call on one line.
pub(super) fn flat(cx: &Cx, line: &mut Line, mac: &Macro) -> Option<()> {
    let (open, close) = delimiters(mac);
    flat_types::path(cx, line, &mac.path, false)?;
    line.put("!")?;
    let args = args(cx, mac);
    if matches!(mac.delimiter, MacroDelimiter::Brace(_)) {
        return match &*args {
            MacroArgs::Tokens(text) if text.is_empty() => line.put(" {}"),
            MacroArgs::Tokens(text) => line.put(&format!(" {{ {text} }}")),
            MacroArgs::List { .. } | MacroArgs::Repeat(..) => None,
        };
    }
    line.put(open)?;
    let outer = std::mem::replace(&mut line.in_macro, !is_vec(mac));
    match &*args {
        MacroArgs::List { args, trailing } => {
            flat_list(cx, line, args)?;
            if *trailing && !is_vec(mac) {
                line.put(",")?;
            }
        }
        MacroArgs::Repeat(value, count) => {
            flat::expr(cx, line, value)?;
            line.put("; ")?;
            flat::expr(cx, line, count)?;
        }
        MacroArgs::Tokens(text) => line.put(text)?,
    }
    line.in_macro = outer;
    line.put(close)
}

fn flat_list(cx: &Cx, line: &mut Line, args: &[MacroArg]) -> Option<()> {
    if let [MacroArg::Expr(only)] = args {
        return flat::args(cx, line, std::iter::once(only));
    }
    line.list(args, CALL_WIDTH, |line, arg| match arg {
        MacroArg::Expr(arg) => flat::expr(cx, line, arg),
        MacroArg::Type(arg) => flat_types::ty(cx, line, arg),
    })
}

/// A macro call that does not fit on one line.
pub(super) fn call(cx: &Cx, mac: &Macro, shape: Shape) -> Option<String> {
    if let Some(text) = crate::bindgen::print::line::one_line(cx, shape, |cx, line| flat(cx, line, mac)) {
        return Some(text);
    }
    let path = unlimited(cx, |cx, line| flat_types::path(cx, line, &mac.path, false))?;
    let name = format!("{path}!");
    let (open, close) = delimiters(mac);
    let args = args(cx, mac);
    match &*args {
        MacroArgs::List { args, trailing } => {
            let in_macro = if is_vec(mac) { shape.in_macro } else { true };
            let comma = match (is_vec(mac) && !shape.in_macro, *trailing) {
                (true, _) => Comma::Vertical,
                (false, true) => Comma::Always,
                (false, false) => Comma::Never,
            };
            let items = args
                .iter()
                .map(|arg| match arg {
                    MacroArg::Expr(arg) => Arg::MacroExpr(arg),
                    MacroArg::Type(arg) => Arg::MacroType(arg),
                })
                .collect();
            let delimiters = (open, close);
            let list_shape = Shape { in_macro, ..shape };
            list(cx, &List { name: &name, delimiters, items, limit: CALL_WIDTH, comma }, list_shape)
        }
        MacroArgs::Repeat(value, count) => {
            let nested = Shape { in_macro: true, ..shape.after(name.len())?.block_indent() };
            let (value, count) = (exprs::expr(cx, value, nested)?, exprs::expr(cx, count, nested)?);
            if !multiline(&value) && !multiline(&count) && width(&value) + width(&count) + 8 <= shape.width {
                return Some(format!("{name}{open}{value}; {count}{close}"));
            }
            let (line, end) = (nested.newline(), shape.newline());
            Some(format!("{name}{open}{line}{value};{line}{count}{end}{close}"))
        }
        MacroArgs::Tokens(text) => match mac.delimiter {
            MacroDelimiter::Brace(_) => Some(format!("{name} {{ {text} }}")),
            MacroDelimiter::Paren(_) | MacroDelimiter::Bracket(_) => {
                Some(format!("{name}{open}{text}{close}"))
            }
        },
    }
}

fn args(cx: &Cx, mac: &Macro) -> std::rc::Rc<MacroArgs> {
    cx.macro_args(mac, || {
        if matches!(mac.delimiter, MacroDelimiter::Brace(_)) {
            return MacroArgs::Tokens(tokens::one_line(&mac.tokens));
        }
        mac.parse_body::<MacroArgs>().unwrap_or_else(|_| MacroArgs::Tokens(tokens::one_line(&mac.tokens)))
    })
}

/// `vec!` always has brackets, and is laid out as an array.
fn is_vec(mac: &Macro) -> bool {
    mac.path.is_ident("vec")
}

fn delimiters(mac: &Macro) -> (&'static str, &'static str) {
    match mac.delimiter {
        MacroDelimiter::Paren(_) if !is_vec(mac) => ("(", ")"),
        MacroDelimiter::Brace(_) => ("{", "}"),
        MacroDelimiter::Paren(_) | MacroDelimiter::Bracket(_) => ("[", "]"),
    }
}
