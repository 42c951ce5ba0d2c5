//! Colours that can be read on light and on dark ground: boxes bring their own ground, all else is of middle
//! lightness.

use crate::picture::{EdgeKind, NodeKind};

/// The frame of a group.
pub(super) const BORDER: &str = "#8b949e";
/// What is written on no box.
pub(super) const MUTED: &str = "#7a838d";

/// The colours of a box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shade {
    /// Its ground.
    pub(super) fill: &'static str,
    /// Its frame.
    pub(super) line: &'static str,
    /// What is written on it.
    pub(super) ink: &'static str,
}

const fn shade(fill: &'static str, line: &'static str, ink: &'static str) -> Shade {
    Shade { fill, line, ink }
}

/// The colours of a node.
pub(super) fn node(kind: NodeKind, faint: bool) -> Shade {
    if faint {
        return shade("#eef0f3", "#a3acb7", "#57606a");
    }
    match kind {
        NodeKind::World => shade("#e6dcfb", "#7c4dd6", "#2f1566"),
        NodeKind::Interface => shade("#dbeafc", "#3b82c4", "#0c2d4d"),
        NodeKind::Resource => shade("#fbe3cf", "#cf7a2c", "#4a2406"),
        NodeKind::Record => shade("#dbeafc", "#3b82c4", "#0c2d4d"),
        NodeKind::Variant => shade("#d9f2e3", "#2f9e5f", "#0b3a20"),
        NodeKind::Enum => shade("#e7f3cf", "#7a9a2a", "#2c3a08"),
        NodeKind::Flags => shade("#fbf0c4", "#b8951d", "#42340a"),
        NodeKind::Alias => shade("#eceff3", "#8b949e", "#24292f"),
        NodeKind::Func => shade("#fadff0", "#c0509a", "#4d1039"),
        NodeKind::Component => shade("#e6dcfb", "#7c4dd6", "#2f1566"),
        NodeKind::Host => shade("#eceff3", "#8b949e", "#24292f"),
    }
}

/// The colour of an edge.
pub(super) fn edge(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Use | EdgeKind::Part => "#7d8896",
        EdgeKind::Import => "#3b82c4",
        EdgeKind::Export => "#d0782a",
        EdgeKind::Include => "#8a5fd8",
        EdgeKind::Wire => "#3b82c4",
    }
}
