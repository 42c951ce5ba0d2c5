//! Every `fixtures/graph/*.wit` is drawn, and the drawings are snapshots. Of all pictures, also of the WASI packages
//! that witc ships: no node is on another, lines pass no node, all is inside, and the SVG is well-formed XML.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]
#![allow(clippy::unnecessary_wraps, reason = "datatest-stable wants a Result")]

use std::path::Path;

use witc::base::ids::FrameIx;
use witc::base::source::SourceFile;
use witc::frontend::{Input, Selection, Subject, picture};
use witc::picture::layout::{Layout, Point, Rect, Size, layout};
use witc::picture::{Edge, EdgeKind, Group, Node, NodeKind, Picture, dot, mermaid, svg, text};

fn subjects() -> [(&'static str, Subject); 2] {
    [("", Subject::Dependencies(Selection::default())), ("-types", Subject::Types(None))]
}

fn draw(path: &Path, wit: &str, subject: &Subject) -> Picture {
    let input = Input::new(vec![SourceFile::new(path.to_string_lossy(), wit)], Vec::new());
    picture(&input, subject).unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()))
}

fn fixture(path: &Path, wit: String) -> datatest_stable::Result<()> {
    for (suffix, subject) in subjects() {
        let picture = draw(path, &wit, &subject);
        check(&picture);
        let stem = path.file_stem().unwrap().to_string_lossy();
        snapshots(&format!("{stem}{suffix}"), &picture, Some(path));
    }
    Ok(())
}

/// What witc ships is drawn too, but is no snapshot: it is large, and its layout no promise.
fn wasi(path: &Path, wit: String) -> datatest_stable::Result<()> {
    for (_, subject) in subjects() {
        check(&draw(path, &wit, &subject));
    }
    Ok(())
}

/// Names that WIT could never have, a cycle, an edge to its own node, labels, groups in groups: as JSON would have
/// it, but made here since nobody writes pictures.
fn hostile(_: &Path) -> datatest_stable::Result<()> {
    let mut picture =
        Picture { title: "\"<&>'\\ \u{1} 名前 ]] --> \n end".to_owned(), ..Picture::default() };
    let outer = picture.groups.push(Group { label: "<outer> & \"co\"".to_owned(), inside: None });
    let inner = picture.groups.push(Group { label: "inner\nsecond".to_owned(), inside: Some(outer) });
    let ids = ["a\"b", "<b>", "c&d;", "名前", "e\\n", "#`f|`", "\u{202e}g\u{0}"];
    let places = [None, Some(outer), Some(inner), Some(inner), Some(outer), None, None];
    let nodes: Vec<_> = ids
        .into_iter()
        .zip(places)
        .map(|(id, inside)| {
            let lines = vec![id.to_owned(), "-- %% line".to_owned()];
            let note = Some(format!("{id}\n--> & more"));
            picture.nodes.push(Node { lines, note, inside, ..Node::new(id, id, NodeKind::Component) })
        })
        .collect();
    for (from, to) in [(0, 1), (1, 2), (2, 3), (3, 1), (3, 2), (4, 4), (5, 3), (3, 5), (0, 5), (1, 1)] {
        let label = Some(format!("{} \"&\" <{}>", ids[from], ids[to]));
        picture.edges.push(Edge { label, ..Edge::new(nodes[from], nodes[to], EdgeKind::Wire) });
        picture.edges.push(Edge { implied: true, ..Edge::new(nodes[to], nodes[from], EdgeKind::Use) });
    }
    check(&picture);
    check(&Picture::default());
    snapshots("hostile", &picture, None);
    Ok(())
}

fn snapshots(name: &str, picture: &Picture, path: Option<&Path>) {
    let printed = [
        ("txt", text::text(picture)),
        ("dot", dot::dot(picture)),
        ("mmd", mermaid::mermaid(picture)),
        ("svg", svg::svg(picture)),
    ];
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/picture");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    path.inspect(|path| settings.set_input_file(path));
    for (extension, printed) in printed {
        settings.bind(|| insta::assert_snapshot!(format!("{name}.{extension}"), printed));
    }
}

/// What is true of every picture.
fn check(picture: &Picture) {
    let layout = layout(picture);
    let whole = Rect { at: Point::default(), size: layout.size };
    for (id, rect) in layout.nodes.iter() {
        assert!(whole.holds(*rect), "node {id} is outside");
        let others = layout.nodes.iter().filter(|(other, _)| *other > id);
        for (other, other_rect) in others {
            assert!(!rect.overlaps(*other_rect), "{id} is on {other} in {}", picture.title);
        }
        for (group, group_rect) in layout.groups.iter() {
            let inside = around(picture, picture.nodes[id].inside).contains(&group);
            assert_eq!(inside, group_rect.holds(*rect), "{id} and {group} in {}", picture.title);
            assert_eq!(inside, group_rect.overlaps(*rect), "{id} and {group} in {}", picture.title);
        }
    }
    check_lines(picture, &layout);
    let drawn = svg::svg(picture);
    assert_eq!(drawn, svg::svg(picture));
    well_formed(&drawn);
    for printed in [dot::dot(picture), mermaid::mermaid(picture), text::text(picture)] {
        assert!(!printed.chars().any(|char| char.is_control() && char != '\n'), "{printed}");
    }
}

/// Lines are inside, end where their nodes are, and pass no node.
fn check_lines(picture: &Picture, layout: &Layout) {
    for (id, route) in layout.edges.iter() {
        let edge = &picture.edges[id];
        let (first, last) = (route.points.first().unwrap(), route.points.last().unwrap());
        let on_side = |rect: Rect, at: &Point| {
            [0.0, rect.size.width].iter().any(|side| (at.x - rect.at.x - side).abs() < 0.01)
                && (rect.at.y..=rect.at.y + rect.size.height).contains(&at.y)
        };
        assert!(on_side(layout.nodes[edge.from], first), "{id} does not begin at its node: {route:?}");
        assert!(on_side(layout.nodes[edge.to], last), "{id} does not end at its node: {route:?}");
        assert_eq!(route.label.is_some(), edge.label.is_some() && edge.from != edge.to);
        for pair in route.points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            assert!([a, b].iter().all(|p| (0.0..=layout.size.width).contains(&p.x)));
            assert!([a, b].iter().all(|p| (0.0..=layout.size.height).contains(&p.y)));
            if edge.from == edge.to {
                continue;
            }
            // A curve stays in the box of its ends.
            let at = Point { x: a.x.min(b.x), y: a.y.min(b.y) };
            let size = Size { width: (a.x - b.x).abs(), height: (a.y - b.y).abs() };
            let passed = layout.nodes.iter().find(|(_, node)| node.overlaps(Rect { at, size }));
            assert!(passed.is_none(), "{id} passes {:?} in {}", passed.map(|(id, _)| id), picture.title);
        }
    }
}

fn around(picture: &Picture, group: Option<FrameIx>) -> Vec<FrameIx> {
    std::iter::successors(group, |group| picture.groups[*group].inside).collect()
}

/// Elements are closed in order, attributes are quoted, and no character is there that XML does not allow.
fn well_formed(xml: &str) {
    let allowed = |char: char| char >= ' ' && !('\u{7f}'..='\u{9f}').contains(&char) || "\n\t".contains(char);
    assert!(xml.chars().all(allowed), "a control character");
    for after in xml.split('&').skip(1) {
        let name = after.split(';').next().unwrap();
        assert!(["amp", "lt", "gt", "quot"].contains(&name), "&{name}");
    }
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap();
        assert!(!text.contains('>'), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let pieces: Vec<&str> = attributes.split('"').collect();
        assert!(pieces.len() % 2 == 1, "{tag}");
        assert!(pieces.iter().step_by(2).all(|piece| piece.is_empty() || piece.ends_with('=')), "{tag}");
        if !closed {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

datatest_stable::harness! {
    { test = fixture, root = "fixtures/graph", pattern = r"^[^/]*\.wit$" },
    { test = wasi, root = "wit/wasi", pattern = r"\.wit$" },
    { test = hostile, root = "tests", pattern = r"^picture\.rs$" },
}
