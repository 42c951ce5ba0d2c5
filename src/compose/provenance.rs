//! What the result says of its origin, in a custom section: which files, and which wires are not as plain as they look.
//!
//! The same files make the same section: there are no folders and no times in it.

use serde_json::{Value, json};

use crate::compose::plan::LinkPlan;

/// The section's text: JSON.
pub(super) fn provenance(plan: &LinkPlan) -> String {
    let components = plan.components.values().map(|component| {
        json!({
            "file": component.name.file(),
            "sha256": component.bytes.digest.to_string(),
            "size": component.bytes.contents.size(),
        })
    });
    let wires = plan.instances.values().flat_map(|step| {
        let told = step.args.iter().filter_map(|arg| arg.reason.as_ref().map(|reason| (arg, reason)));
        told.map(|(arg, reason)| {
            json!({
                "instance": &*step.name,
                "import": arg.import.to_string(),
                "why": reason.word,
                "export": reason.export.to_string(),
            })
        })
    });
    let (components, wires): (Vec<Value>, Vec<Value>) = (components.collect(), wires.collect());
    let mut all = json!({ "version": 1, "components": components });
    if let Some(all) = all.as_object_mut().filter(|_| !wires.is_empty()) {
        all.insert("wires".to_owned(), wires.into());
    }
    all.to_string()
}
