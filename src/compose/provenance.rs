//! What the result says of its origin, in a custom section: which files, and which wires are not as plain as they look.
//!
//! The same files make the same section: there are no folders and no times in it.

use std::fmt::{self, Write};

use serde_json::Value;

use crate::component::{Component, Digest};
use crate::compose::plan::LinkPlan;

/// The section's text: JSON.
pub(super) fn provenance(plan: &LinkPlan, digest: &dyn Fn(&Component) -> Digest) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write(plan, digest, &mut text);
    text
}

fn write(plan: &LinkPlan, digest: &dyn Fn(&Component) -> Digest, text: &mut String) -> fmt::Result {
    text.push_str(r#"{"version":2,"components":["#);
    for component in plan.components.values() {
        let (file, digest) = (quoted(component.name.file()), digest(component));
        let size = component.bytes.contents.size();
        write!(text, r#"{{"file":{file},"blake3":"{digest}","size":{size}}},"#)?;
    }
    end(text);
    let told = plan.instances.values().flat_map(|step| {
        let told = step.args.iter().filter_map(|arg| arg.reason.as_ref().map(|reason| (arg, reason)));
        told.map(|(arg, reason)| (quoted(&step.name), arg, reason))
    });
    let mut told = told.peekable();
    if told.peek().is_some() {
        text.push_str(r#","wires":["#);
        for (instance, arg, reason) in told {
            let (import, why) = (quoted(&arg.import.to_string()), quoted(reason.word));
            let export = quoted(&reason.export.to_string());
            write!(text, r#"{{"instance":{instance},"import":{import},"why":{why},"export":{export}}},"#)?;
        }
        end(text);
    }
    text.push('}');
    Ok(())
}

/// Ends a list of which each element was written with a comma behind it.
fn end(text: &mut String) {
    if text.ends_with(',') {
        text.pop();
    }
    text.push(']');
}

fn quoted(text: &str) -> Value {
    text.into()
}
