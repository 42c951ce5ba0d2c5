//! Macro calls: laid out like function calls when their arguments are expressions or types.

use crate::bindgen::code::ast::{Delimiter, MacroArg, MacroArgs, MacroCall};
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::{self, CALL_WIDTH};
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::{Line, unlimited};
use crate::bindgen::print::overflow::{Arg, Comma, List, list};
use crate::bindgen::print::shape::{Shape, multiline, width};
use crate::bindgen::print::tokens;

/// A macro call on one line.
pub(super) fn flat(cx: &Cx, line: &mut Line, mac: &MacroCall) -> Option<()> {
    let (open, close) = delimiters(mac);
    flat_types::path(cx, line, &mac.path, false)?;
    line.put("!")?;
    if mac.delimiter == Delimiter::Brace {
        let text = tokens::one_line(mac.tokens);
        return if text.is_empty() { line.put(" {}") } else { line.put_any(&format!(" {{ {text} }}")) };
    }
    line.put(open)?;
    let outer = std::mem::replace(&mut line.in_macro, !is_vec(mac));
    match &mac.args {
        MacroArgs::List { args, trailing } => {
            flat_list(cx, line, args)?;
            if *trailing && !is_vec(mac) {
                line.put(",")?;
            }
        }
        MacroArgs::Repeat(repeat) => {
            flat::expr(cx, line, &repeat.value)?;
            line.put("; ")?;
            flat::expr(cx, line, &repeat.count)?;
        }
        MacroArgs::Tokens => line.put_any(&tokens::one_line(mac.tokens))?,
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
pub(super) fn call(cx: &Cx, mac: &MacroCall, shape: Shape) -> Option<String> {
    if let Some(text) = crate::bindgen::print::line::one_line(cx, shape, |cx, line| flat(cx, line, mac)) {
        return Some(text);
    }
    let path = unlimited(cx, |cx, line| flat_types::path(cx, line, &mac.path, false))?;
    let name = format!("{path}!");
    let (open, close) = delimiters(mac);
    match &mac.args {
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
        MacroArgs::Repeat(repeat) => {
            let nested = Shape { in_macro: true, ..shape.after(name.len())?.block_indent() };
            let (value, count) =
                (exprs::expr(cx, &repeat.value, nested)?, exprs::expr(cx, &repeat.count, nested)?);
            if !multiline(&value) && !multiline(&count) && width(&value) + width(&count) + 8 <= shape.width {
                return Some(format!("{name}{open}{value}; {count}{close}"));
            }
            let (line, end) = (nested.newline(), shape.newline());
            Some(format!("{name}{open}{line}{value};{line}{count}{end}{close}"))
        }
        MacroArgs::Tokens => {
            let text = tokens::one_line(mac.tokens);
            Some(match mac.delimiter {
                Delimiter::Brace => format!("{name} {{ {text} }}"),
                Delimiter::Paren | Delimiter::Bracket => format!("{name}{open}{text}{close}"),
            })
        }
    }
}

/// `vec!` always has brackets, and is laid out as an array.
fn is_vec(mac: &MacroCall) -> bool {
    mac.path.is("vec")
}

fn delimiters(mac: &MacroCall) -> (&'static str, &'static str) {
    match mac.delimiter {
        Delimiter::Paren if !is_vec(mac) => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Paren | Delimiter::Bracket => ("[", "]"),
    }
}
