//! A picture as SVG: whole in itself, and the same bytes for the same picture.

use std::collections::BTreeSet;

use crate::base::ids::NodeIx;
use crate::picture::font::{self, SMALL, TITLE};
use crate::picture::layout::{self, GROUP_HEAD, HEAD, Layout, NODE_PAD, Point, ROW, Rect, Route};
use crate::picture::palette::{self, BORDER, MUTED, Shade};
use crate::picture::{Edge, EdgeKind, Group, Node, NodeKind, Picture};

const SANS: &str = "system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
const MONO: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";

/// How long an arrow's head is, and half how wide.
const ARROW: (f64, f64) = (8.0, 3.6);
/// Room around the legend and between its entries.
const LEGEND: f64 = 20.0;

/// For a document, or a browser.
pub fn svg(picture: &Picture) -> String {
    let layout = layout::layout(picture);
    let legend = legend(picture, layout.size.width.max(480.0));
    let width = layout.size.width.max(legend.width);
    let height = layout.size.height + legend.height;
    let mut lines = vec![
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{SANS}\" font-size=\"{TITLE}\">",
            width = number(width),
            height = number(height)
        ),
        format!("<title>{}</title>", escaped(&picture.title)),
    ];
    lines.extend(picture.groups.iter().map(|(id, group)| self::group(group, layout.groups[id])));
    // The less important lines are under the others.
    for implied in [true, false] {
        let edges = picture.edges.iter().filter(|(_, edge)| edge.implied == implied);
        lines.extend(edges.map(|(id, edge)| self::edge(picture, edge, &layout.edges[id])));
    }
    lines.extend(picture.nodes.iter().map(|(id, node)| self::node(id, node, &layout)));
    if !legend.parts.is_empty() {
        lines.push(format!("<g class=\"legend\" transform=\"translate(0 {})\">", number(layout.size.height)));
        lines.extend(legend.parts);
        lines.push("</g>".to_owned());
    }
    lines.push("</svg>\n".to_owned());
    lines.join("\n")
}

fn group(group: &Group, rect: Rect) -> String {
    let label = Point { x: rect.at.x + NODE_PAD, y: rect.at.y + GROUP_HEAD / 2.0 + 5.0 };
    format!(
        "<g class=\"group\"><rect {} rx=\"8\" fill=\"{BORDER}\" fill-opacity=\"0.09\" stroke=\"{BORDER}\" stroke-opacity=\"0.6\"/>{}</g>",
        position(rect),
        text(label, &format!("fill=\"{MUTED}\" font-weight=\"600\""), &group.label)
    )
}

fn node(id: NodeIx, node: &Node, layout: &Layout) -> String {
    let rect = layout.nodes[id];
    let Shade { fill, line, ink } = palette::node(node.kind, node.faint);
    let tooltip = std::iter::once(format!("{} {}", node.kind.word(), node.id)).chain(node.note.clone());
    let tooltip = escaped(&tooltip.collect::<Vec<_>>().join("\n"));
    let dashed = if node.faint { " stroke-dasharray=\"4 3\"" } else { "" };
    let looks = format!("fill=\"{fill}\" stroke=\"{line}\"{dashed}");
    let mut parts =
        format!("<g class=\"node\" fill=\"{ink}\"><title>{tooltip}</title>{}", outline(node, rect, &looks));
    let prefix = node.prefix();
    let indent = font::proportional(&prefix, SMALL);
    let baseline = rect.at.y + HEAD / 2.0 + 4.5;
    if layout::is_tall(node) {
        let rule = number(rect.at.y + HEAD - 2.0);
        let (left, right) = (number(rect.at.x), number(rect.at.x + rect.size.width));
        parts.push_str(&format!(
            "<path d=\"M{left} {rule}H{right}\" stroke=\"{line}\" stroke-opacity=\"0.5\"/>"
        ));
    }
    // One text in two styles keeps together whatever the font.
    let title = format!(
        "<tspan font-size=\"{SMALL}\" fill-opacity=\"0.75\">{}</tspan><tspan font-weight=\"600\">{}</tspan>",
        escaped(&prefix),
        escaped(&node.title.replace('\n', " "))
    );
    let (x, anchor) = if layout::is_tall(node) || indent > 0.0 {
        (rect.at.x + NODE_PAD, "")
    } else {
        (rect.at.x + rect.size.width / 2.0, " text-anchor=\"middle\"")
    };
    parts.push_str(&format!(
        "<text x=\"{}\" y=\"{}\"{anchor} xml:space=\"preserve\">{title}</text>",
        number(x),
        number(baseline)
    ));
    let mut y = rect.at.y + HEAD + ROW / 2.0 + 4.0;
    for line in &node.lines {
        let at = Point { x: rect.at.x + NODE_PAD, y };
        parts.push_str(&text(
            at,
            &format!("font-family=\"{MONO}\" font-size=\"{SMALL}\" xml:space=\"preserve\""),
            line,
        ));
        y += ROW;
    }
    parts + "</g>"
}

/// The frame of a node.
fn outline(node: &Node, rect: Rect, looks: &str) -> String {
    let round = match node.kind {
        NodeKind::World if !layout::is_tall(node) => return hexagon(rect, looks),
        NodeKind::World => 2.0,
        NodeKind::Host => rect.size.height / 2.0,
        NodeKind::Resource => 12.0,
        NodeKind::Component => 2.0,
        NodeKind::Interface
        | NodeKind::Record
        | NodeKind::Variant
        | NodeKind::Enum
        | NodeKind::Flags
        | NodeKind::Alias
        | NodeKind::Func => 5.0,
    };
    format!("<rect {} rx=\"{}\" {looks}/>", position(rect), number(round.min(14.0)))
}

fn hexagon(rect: Rect, looks: &str) -> String {
    let Rect { at: Point { x, y }, size } = rect;
    let cut = 8.0;
    let [left, right, low] = [x + cut, x + size.width - cut, y + size.height].map(number);
    let [x, end, middle, y] = [x, x + size.width, y + size.height / 2.0, y].map(number);
    let path = format!("M{left} {y}H{right}L{end} {middle}L{right} {low}H{left}L{x} {middle}Z");
    format!("<path d=\"{path}\" {looks} stroke-linejoin=\"round\"/>")
}

fn edge(picture: &Picture, edge: &Edge, route: &Route) -> String {
    let (from, to) = (&picture.nodes[edge.from].id, &picture.nodes[edge.to].id);
    let words = escaped(&format!("{from} → {to}: {}", edge.words()));
    let line = line(edge.kind, edge.implied, &path(route, edge.from == edge.to));
    let head = head(route, edge.kind, edge.from == edge.to);
    let label = route.label.zip(edge.label.as_ref()).map(|(at, label)| {
        let at = Point { x: at.x, y: at.y + 4.0 };
        text(at, &format!("fill=\"{MUTED}\" font-size=\"{SMALL}\" text-anchor=\"middle\""), label)
    });
    format!("<g class=\"edge\"><title>{words}</title>{line}{head}{}</g>", label.unwrap_or_default())
}

fn line(kind: EdgeKind, implied: bool, path: &str) -> String {
    let dashed = if implied { " stroke-dasharray=\"4 3\"" } else { "" };
    let colour = palette::edge(kind);
    format!("<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.3\"{dashed}/>")
}

/// Curves that are horizontal at both ends, and straight lines.
fn path(route: &Route, turns_back: bool) -> String {
    let points = &route.points;
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let mut path = format!("M{} {}", number(first.x), number(first.y));
    if turns_back {
        let far = number(first.x + 18.0);
        let end = number(last.x + ARROW.0 - 1.0);
        path.push_str(&format!(
            "C{far} {} {far} {} {end} {}",
            number(first.y - 6.0),
            number(last.y + 4.0),
            number(last.y)
        ));
        return path;
    }
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        let is_last = b == last;
        // The line ends where the head begins.
        let back = if !is_last {
            0.0
        } else if b.x >= a.x {
            ARROW.0 - 1.0
        } else {
            1.0 - ARROW.0
        };
        let x = b.x - back;
        if (a.y - b.y).abs() < 0.05 {
            path.push_str(&format!("H{}", number(x)));
        } else {
            let middle = number(f64::midpoint(a.x, x));
            let (y, end) = (number(a.y), number(b.y));
            path.push_str(&format!("C{middle} {y} {middle} {end} {} {end}", number(x)));
        }
    }
    path
}

fn head(route: &Route, kind: EdgeKind, turns_back: bool) -> String {
    let [.., before, tip] = route.points.as_slice() else { return String::new() };
    let leftwards = turns_back || before.x > tip.x;
    head_at(*tip, leftwards, kind)
}

fn head_at(tip: Point, leftwards: bool, kind: EdgeKind) -> String {
    let back = if leftwards { tip.x + ARROW.0 } else { tip.x - ARROW.0 };
    format!(
        "<path d=\"M{} {}L{} {}V{}Z\" fill=\"{}\"/>",
        number(tip.x),
        number(tip.y),
        number(back),
        number(tip.y - ARROW.1),
        number(tip.y + ARROW.1),
        palette::edge(kind)
    )
}

/// What the colours and shapes mean.
struct Legend {
    parts: Vec<String>,
    width: f64,
    height: f64,
}

/// An entry for each kind of node that does not say what it is, and of edge, in lines not wider than `width`.
fn legend(picture: &Picture, width: f64) -> Legend {
    let mut legend = Legend { parts: Vec::new(), width: 0.0, height: 0.0 };
    let entries = entries(picture);
    if entries.len() < 2 {
        return legend;
    }
    let mut at = Point { x: LEGEND, y: 0.0 };
    for entry in entries {
        let words = entry.words();
        let wide = 26.0 + 6.0 + font::proportional(&words, SMALL);
        if at.x + wide + LEGEND > width && at.x > LEGEND {
            at = Point { x: LEGEND, y: at.y + LEGEND };
        }
        legend.parts.push(entry.sample(at));
        let label = Point { x: at.x + 32.0, y: at.y + 10.0 };
        legend.parts.push(text(label, &format!("fill=\"{MUTED}\" font-size=\"{SMALL}\""), &words));
        at.x += wide + LEGEND;
        legend.width = legend.width.max(at.x);
        legend.height = at.y + LEGEND + 10.0;
    }
    legend
}

/// What a legend explains.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Node(NodeKind),
    Faint(NodeKind),
    Edge(EdgeKind, bool),
}

fn entries(picture: &Picture) -> BTreeSet<Entry> {
    let plain = picture.nodes.values().filter(|node| !node.faint && node.prefix().is_empty());
    // They all look alike: one is enough.
    let faint = picture.nodes.values().find(|node| node.faint).map(|node| Entry::Faint(node.kind));
    let edges = picture.edges.values().map(|edge| Entry::Edge(edge.kind, edge.implied));
    plain.map(|node| Entry::Node(node.kind)).chain(faint).chain(edges).collect()
}

impl Entry {
    fn words(self) -> String {
        match self {
            Entry::Node(kind) => kind.word().to_owned(),
            Entry::Faint(_) => "needed by others".to_owned(),
            Entry::Edge(kind, false) => kind.word().to_owned(),
            Entry::Edge(kind, true) => format!("{}, implied", kind.word()),
        }
    }

    fn sample(self, at: Point) -> String {
        match self {
            Entry::Node(kind) => swatch(kind, false, at),
            Entry::Faint(kind) => swatch(kind, true, at),
            Entry::Edge(kind, implied) => {
                let y = at.y + 6.0;
                let path = format!("M{} {}H{}", number(at.x), number(y), number(at.x + 19.0));
                line(kind, implied, &path) + &head_at(Point { x: at.x + 26.0, y }, false, kind)
            }
        }
    }
}

fn swatch(kind: NodeKind, faint: bool, at: Point) -> String {
    let Shade { fill, line, .. } = palette::node(kind, faint);
    let dashed = if faint { " stroke-dasharray=\"4 3\"" } else { "" };
    let (x, y) = (number(at.x), number(at.y));
    format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"26\" height=\"12\" rx=\"3\" fill=\"{fill}\" stroke=\"{line}\"{dashed}/>"
    )
}

fn position(rect: Rect) -> String {
    let Rect { at, size } = rect;
    let [x, y, width, height] = [at.x, at.y, size.width, size.height].map(number);
    format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

fn text(at: Point, looks: &str, text: &str) -> String {
    format!(
        "<text x=\"{}\" y=\"{}\" {looks}>{}</text>",
        number(at.x),
        number(at.y),
        escaped(&text.replace('\n', " "))
    )
}

/// At most one digit after the point, and none if it is zero.
fn number(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text for XML, in elements and attributes; what XML can't have is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(char),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            char if char.is_control() => escaped.push('\u{fffd}'),
            char => escaped.push(char),
        }
    }
    escaped
}
