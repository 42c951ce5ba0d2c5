//! Chains of method calls, fields, `?` and `.await`.

use crate::bindgen::code::ast::{Expr, ExprKind, MethodCall};
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::CALL_WIDTH;
use crate::bindgen::print::overflow::{Arg, Comma, List, list};
use crate::bindgen::print::shape::{Shape, TAB, first_line_width, fitting, last_line_extendable};
use crate::bindgen::print::shape::{last_line_width, multiline, newlines, width};
use crate::bindgen::print::types;

/// A chain: the expression at its root, and what follows.
pub(super) struct Chain<'a> {
    /// The root.
    pub(super) parent: &'a Expr<'a>,
    /// The number of `?` behind the root.
    pub(super) tries: usize,
    /// The links, in order.
    pub(super) items: Vec<ChainItem<'a>>,
}

/// One link of a chain.
pub(super) struct ChainItem<'a> {
    /// What it is.
    pub(super) kind: ChainKind<'a>,
    /// The number of `?` behind it.
    pub(super) tries: usize,
}

/// What a link is.
#[derive(Clone, Copy)]
pub(super) enum ChainKind<'a> {
    /// `.method(..)`
    Method(&'a MethodCall<'a>),
    /// `.field`
    Field(&'a str),
    /// `.await`
    Await,
}

impl<'a> Chain<'a> {
    /// Takes an expression apart; fails when a link other than the last has attributes.
    pub(super) fn of(cx: &Cx, mut expr: &'a Expr<'a>) -> Option<Chain<'a>> {
        let mut tries = 0;
        let mut items = Vec::new();
        loop {
            let (kind, receiver) = match expr.kind {
                ExprKind::Try(inner) => {
                    tries += 1;
                    expr = inner;
                    continue;
                }
                ExprKind::MethodCall(node) => (ChainKind::Method(node), &node.receiver),
                ExprKind::Field(node) => (ChainKind::Field(node.member), &node.base),
                ExprKind::Await(base) => (ChainKind::Await, base),
                _ => {
                    items.reverse();
                    return Some(Chain { parent: expr, tries, items });
                }
            };
            items.push(ChainItem { kind, tries });
            tries = 0;
            expr = receiver;
            if is_link(expr) && !expr.attrs.is_empty() {
                return cx.unknown();
            }
        }
    }
}

fn is_link(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Try(_) | ExprKind::MethodCall(_) | ExprKind::Field(_) | ExprKind::Await(_))
}

/// Lays out a chain that does not fit on one line as it is.
pub(super) fn chain(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    let chain = Chain::of(cx, node)?;
    let root = {
        let text = exprs::expr(cx, chain.parent, shape.sub(chain.tries)?)?;
        text + &"?".repeat(chain.tries)
    };
    if chain.items.is_empty() {
        return Some(root);
    }
    let mut layout = Layout::new(&chain, root);
    layout.extend_root(cx, shape)?;
    let Some((last, middle)) = layout.items.split_last() else {
        return fitting(layout.rewrites.concat(), shape);
    };
    let child = if layout.root_is_block { shape } else { shape.block_indent() };
    let child = Shape { offset: child.align, ..child }.with_max_width();
    for item in middle {
        layout.rewrites.push(item.layout(cx, child)?);
    }
    let text = layout.last(cx, last, shape, child)?;
    layout.rewrites.push(text);
    if !layout.one_line && shape.one_line_chain {
        return None;
    }
    let connector = if layout.one_line { "".into() } else { child.newline() };
    fitting(layout.rewrites.join(&connector), shape)
}

struct Layout<'a, 'b> {
    items: &'b [ChainItem<'a>],
    count: usize,
    rewrites: Vec<String>,
    root_is_block: bool,
    one_line: bool,
}

impl<'a, 'b> Layout<'a, 'b> {
    fn new(chain: &'b Chain<'a>, root: String) -> Layout<'a, 'b> {
        Layout {
            items: &chain.items,
            count: chain.items.len(),
            root_is_block: classify::is_block_like(chain.parent, &root),
            rewrites: vec![root],
            one_line: false,
        }
    }

    /// Puts links behind a root that is too short to stand alone.
    fn extend_root(&mut self, cx: &Cx, shape: Shape) -> Option<()> {
        let tab = TAB.saturating_sub(shape.offset);
        let mut root = self.rewrites.pop()?;
        while root.len() <= tab && !multiline(&root) {
            let Some((item, rest)) = self.items.split_first() else {
                break;
            };
            let Some(text) = item.layout(cx, shape.after(root.len())?) else {
                break;
            };
            root.push_str(&text);
            self.root_is_block = last_line_extendable(&root);
            self.items = rest;
        }
        self.rewrites.push(root);
        Some(())
    }

    /// The last link: behind the others when all is on one line up to it, else on its own line.
    fn last(&mut self, cx: &Cx, last: &ChainItem<'_>, shape: Shape, child: Shape) -> Option<String> {
        let root = self.rewrites.first()?;
        let extendable = last_line_extendable(root);
        let before = if extendable {
            last_line_width(root)
        } else {
            self.rewrites.iter().map(|text| width(text)).sum()
        } + last.tries;
        let limit = if self.count == 1 { shape.width } else { shape.width.min(CALL_WIDTH) };
        let budget = limit.saturating_sub(before);
        let all = !self.rewrites.iter().any(|text| multiline(text)) && budget > 0;
        let own_line = || child.sub(shape.rhs_overhead() + last.tries);
        let last_shape = if all {
            shape.sub(last.tries)?
        } else if extendable {
            child.sub(last.tries)?
        } else {
            own_line()?
        };
        if (all || extendable)
            && let Some(behind) = last_shape.after(before)
            && let Some(text) = last.layout(cx, behind)
        {
            let could_fit = first_line_width(&text) <= budget;
            let lines = newlines(&text) + 1;
            if could_fit && lines >= 5 {
                self.one_line = all;
                return Some(text);
            }
            match last.layout(cx, own_line()?) {
                Some(own) if !could_fit => return Some(own),
                Some(own) if newlines(&own) + 1 < lines => return Some(own),
                Some(_) | None => {
                    self.one_line = could_fit && all;
                    return Some(text);
                }
            }
        }
        last.layout(cx, last_shape)
    }
}

impl ChainItem<'_> {
    fn layout(&self, cx: &Cx, shape: Shape) -> Option<String> {
        let shape = shape.sub(self.tries)?;
        let mut text = match self.kind {
            ChainKind::Await => ".await".to_owned(),
            ChainKind::Field(member) => [".", member].concat(),
            ChainKind::Method(call) => method(cx, call, shape)?,
        };
        text.push_str(&"?".repeat(self.tries));
        Some(text)
    }
}

/// `.name::<T>`
fn method_name(cx: &Cx, call: &MethodCall, shape: Shape) -> Option<String> {
    let Some(turbofish) = call.turbofish else {
        return Some([".", call.method].concat());
    };
    let args: Vec<String> =
        turbofish.iter().map(|arg| types::generic_arg(cx, arg, shape)).collect::<Option<_>>()?;
    Some(format!(".{}::<{}>", call.method, args.join(", ")))
}

fn method(cx: &Cx, call: &MethodCall, shape: Shape) -> Option<String> {
    let name = method_name(cx, call, shape)?;
    let call = List {
        name: &name,
        delimiters: ("(", ")"),
        items: call.args.iter().map(Arg::Expr).collect(),
        limit: CALL_WIDTH,
        comma: if shape.in_macro { Comma::Never } else { Comma::Vertical },
    };
    list(cx, &call, shape)
}
