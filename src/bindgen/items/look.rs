//! What single types are like besides what the WIT says: derives and attributes.

use std::collections::BTreeMap;

use crate::base::ids::{Ix, Table, TypeIx};
use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::ident::{CodeForm, RustCode};
use crate::bindgen::items::defaults;
use crate::bindgen::items::selector::{Keys, takes_attributes, type_names};
use crate::bindgen::options::{DebugStyle, Types};
use crate::graph::TypeGraph;

/// What is put on the definition of one type.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) struct Look {
    /// Traits it derives, on top of those that such a type does.
    pub(in crate::bindgen) derives: Vec<RustCode>,
    /// Attributes.
    pub(in crate::bindgen) attributes: Vec<RustCode>,
    /// Attributes of its fields or cases, by their names.
    pub(in crate::bindgen) members: BTreeMap<String, Vec<RustCode>>,
    /// It derives `Default`, for an enum with the first case.
    pub(in crate::bindgen) default: bool,
    /// How it is `Debug`.
    pub(in crate::bindgen) debug: DebugStyle,
}

/// The looks of all types, and what is wrong with the options about them.
pub(super) fn looks(
    graph: &TypeGraph,
    types: &Types,
    problems: &mut Problems<BindError>,
) -> Table<TypeIx, Look> {
    let derives = codes("--additional-derive-attributes", &types.derives, CodeForm::Path, problems);
    let debug =
        if derives.iter().any(|derive| derive.last() == "Debug") { DebugStyle::Full } else { types.debug };
    let mut looks: Vec<Look> = graph.type_ids().map(|_| Look { debug, ..Look::default() }).collect();
    let attributed: Vec<TypeIx> =
        graph.type_ids().filter(|ty| takes_attributes(&graph.node(*ty).shape)).collect();
    derive(graph, types, &derives, &mut looks, problems);
    attributes(graph, types, &attributed, &mut looks, problems);
    member_attributes(graph, types, &attributed, &mut looks, problems);
    defaults::defaults(graph, &types.derive_default, &mut looks, problems);
    looks.into_iter().collect()
}

fn derive(
    graph: &TypeGraph,
    types: &Types,
    derives: &[RustCode],
    looks: &mut [Look],
    problems: &mut Problems<BindError>,
) {
    let mut ignored = Keys::new("--additional-derive-ignore", "type", &types.derive_ignore);
    for ty in graph.type_ids() {
        let node = graph.node(ty);
        if let Some(name) = &node.name {
            let is_ignored = !ignored.of(&[name.to_string()]).is_empty();
            let derives_more = takes_attributes(&node.shape) && !is_ignored;
            if let Some(look) = looks.get_mut(ty.index()).filter(|_| derives_more) {
                look.derives = derives.to_vec();
            }
        }
    }
    problems.extend(ignored.unused());
}

fn attributes(
    graph: &TypeGraph,
    types: &Types,
    attributed: &[TypeIx],
    looks: &mut [Look],
    problems: &mut Problems<BindError>,
) {
    let option = "--additional-type-attributes";
    let selectors = types.type_attributes.iter().map(|(selector, _)| selector);
    let mut keys = Keys::new(option, "record, variant or enum", selectors);
    let codes = attribute_codes(option, &types.type_attributes, problems);
    let mut closed = Keys::new("--non-exhaustive", "record, variant or enum", &types.non_exhaustive);
    let selectable = if keys.is_empty() && closed.is_empty() { &[] } else { attributed };
    for ty in selectable {
        let names = type_names(graph, *ty);
        let Some(look) = looks.get_mut(ty.index()) else { continue };
        if !closed.of(&names).is_empty() {
            look.attributes.extend(RustCode::attribute("#[non_exhaustive]"));
        }
        let chosen =
            keys.of(&names).into_iter().filter_map(|position| codes.get(position).cloned().flatten());
        look.attributes.extend(chosen);
    }
    problems.extend(keys.unused());
    problems.extend(closed.unused());
}

fn member_attributes(
    graph: &TypeGraph,
    types: &Types,
    attributed: &[TypeIx],
    looks: &mut [Look],
    problems: &mut Problems<BindError>,
) {
    let option = "--additional-member-attributes";
    let selectors = types.member_attributes.iter().map(|(selector, _)| selector);
    let mut keys = Keys::new(option, "field or case", selectors);
    let codes = attribute_codes(option, &types.member_attributes, problems);
    if keys.is_empty() {
        return;
    }
    for ty in attributed {
        let names = type_names(graph, *ty);
        let Some(look) = looks.get_mut(ty.index()) else { continue };
        for member in graph.node(*ty).shape.members() {
            let member = member.name.as_str();
            let names: Vec<String> = names.iter().map(|name| format!("{name}.{member}")).collect();
            let chosen: Vec<RustCode> = keys
                .of(&names)
                .into_iter()
                .filter_map(|position| codes.get(position).cloned().flatten())
                .collect();
            if !chosen.is_empty() {
                look.members.entry(member.to_owned()).or_default().extend(chosen);
            }
        }
    }
    problems.extend(keys.unused());
}

/// The attributes of an option, `None` for what is none.
fn attribute_codes(
    option: &'static str,
    pairs: &[(String, String)],
    problems: &mut Problems<BindError>,
) -> Vec<Option<RustCode>> {
    pairs.iter().map(|(_, text)| code(option, text, CodeForm::Attribute, problems)).collect()
}

fn codes(
    option: &'static str,
    texts: &[String],
    form: CodeForm,
    problems: &mut Problems<BindError>,
) -> Vec<RustCode> {
    texts.iter().filter_map(|text| code(option, text, form, problems)).collect()
}

/// Rust that the user gave.
pub(super) fn code(
    option: &'static str,
    text: &str,
    form: CodeForm,
    problems: &mut Problems<BindError>,
) -> Option<RustCode> {
    let code = form.parse(text);
    if code.is_none() {
        problems.push(BindError::NotRust { option, text: text.to_owned(), wanted: form.wanted() });
    }
    code
}
