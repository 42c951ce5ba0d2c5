//! `graph::fit` says of an import and an export what the validator of wasmparser says, for every pair of a list.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use wasmparser::{Validator, WasmFeatures};
use witc::base::ids::TypeIx;
use witc::base::names::ExternName;
use witc::component::{self, Component};
use witc::graph::fit::{Difference, End, Parting, fit};

/// Contents of instance types. Each is compared with each, as import and as export.
const INSTANCES: &[&str] = &[
    r"",
    r#"(export "f" (func))"#,
    r#"(export "f" (func)) (export "g" (func))"#,
    r#"(export "f" (func async))"#,
    r#"(export "f" (func (param "a" u8)))"#,
    r#"(export "f" (func (param "b" u8)))"#,
    r#"(export "f" (func (param "a" u16)))"#,
    r#"(export "f" (func (param "a" u8) (param "b" u8)))"#,
    r#"(export "f" (func (param "b" u8) (param "a" u8)))"#,
    r#"(export "f" (func (result u8)))"#,
    r#"(export "f" (func (result string)))"#,
    r#"(export "f" (func (result (list u8))))"#,
    r#"(export "f" (func (result (list u8 4))))"#,
    r#"(export "f" (func (result (list u8 5))))"#,
    r#"(export "f" (func (result (list string))))"#,
    r#"(export "f" (func (result (option u8))))"#,
    r#"(export "f" (func (result (result u8))))"#,
    r#"(export "f" (func (result (result))))"#,
    r#"(export "f" (func (result (result (error u8)))))"#,
    r#"(export "f" (func (result (result u8 (error string)))))"#,
    r#"(export "f" (func (result (tuple u8 u8))))"#,
    r#"(export "f" (func (result (tuple u8 u8 u8))))"#,
    r#"(export "f" (func (result (tuple u8 u16))))"#,
    r#"(export "f" (func (result (map string u8))))"#,
    r#"(export "f" (func (result (map u8 string))))"#,
    r#"(export "f" (func (result (future u8))))"#,
    r#"(export "f" (func (result (future))))"#,
    r#"(export "f" (func (result (stream u8))))"#,
    r#"(export "f" (func (result (stream))))"#,
    r#"(export "f" (func (result error-context)))"#,
    r#"(type $x (record (field "a" u8))) (export "t" (type $t (eq $x))) (export "f" (func (result $t)))"#,
    r#"(type $x (record (field "a" u8))) (export "u" (type $t (eq $x))) (export "f" (func (result $t)))"#,
    r#"(type $x (record (field "a" u8) (field "b" u8))) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (record (field "b" u8) (field "a" u8))) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (record (field "a" u16))) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (variant (case "a") (case "b" u8))) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (variant (case "a" u8) (case "b" u8))) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (enum "a" "b")) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (enum "b" "a")) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (enum "a" "b" "c")) (export "t" (type $t (eq $x)))"#,
    r#"(type $x (flags "a" "b")) (export "t" (type $t (eq $x)))"#,
    r#"(type $x u8) (export "t" (type $t (eq $x))) (export "f" (func (result $t)))"#,
    r#"(export "t" (type $t (sub resource)))"#,
    r#"(export "t" (type $t (sub resource))) (export "f" (func (result (own $t))))"#,
    r#"(export "t" (type $t (sub resource))) (export "f" (func (param "a" (own $t))))"#,
    r#"(export "t" (type $t (sub resource))) (export "f" (func (param "a" (borrow $t))))"#,
    r#"(export "t" (type $t (sub resource))) (export "u" (type $u (sub resource)))
       (export "f" (func (param "a" (borrow $u))))"#,
    r#"(export "t" (type $t (sub resource))) (export "u" (type $u (eq $t)))
       (export "f" (func (param "a" (borrow $u))))"#,
];

#[test]
fn the_verdict_is_that_of_wasmparser() {
    let mut fitting = 0;
    for wanted in INSTANCES {
        for given in INSTANCES {
            let fits = differences(wanted, given).is_empty();
            assert_eq!(fits, is_valid(wanted, given), "\nwanted {wanted}\n given {given}");
            fitting += usize::from(fits);
        }
    }
    assert!(fitting > INSTANCES.len(), "some fit that are not the same");
}

#[test]
fn every_difference_is_told_once() {
    let wanted = r#"
        (type $x (record (field "a" u8) (field "b" u8))) (export "t" (type $t (eq $x)))
        (export "f" (func (param "x" $t) (result u8)))
        (export "g" (func (result (list $t))))
        (export "h" (func))"#;
    let given = r#"
        (type $x (record (field "a" u16) (field "c" u8))) (export "t" (type $t (eq $x)))
        (export "f" (func (param "y" $t)))
        (export "g" (func (result (list $t))))"#;
    let told: Vec<String> = differences(wanted, given).iter().map(tell).collect();
    assert_eq!(
        told,
        ["t.a type", "t.b lacks", "t.c extra", "f.x lacks", "f.y extra", "f result", "h missing"]
    );
}

fn tell(difference: &Difference) -> String {
    let path: Vec<&str> = difference.path.iter().map(witc::base::names::WitName::as_str).collect();
    let parting = match difference.parting {
        Parting::Type(..) => "type",
        Parting::Lacks => "lacks",
        Parting::Extra => "extra",
        Parting::Result => "result",
        Parting::NoFunc | Parting::NoType => "missing",
        Parting::Order => "order",
        Parting::Sync => "sync",
        Parting::Kind => "kind",
        Parting::Resource(..) => "resource",
    };
    format!("{} {parting}", path.join("."))
}

fn differences(wanted: &str, given: &str) -> Vec<Difference> {
    let consumer = read(&format!("(component (import \"i\" (instance {wanted})))"));
    let provider =
        read(&format!("(component (import \"x\" (instance $x {given})) (export \"i\" (instance $x)))"));
    let name: ExternName = "i".parse().unwrap();
    let wanted = End { graph: &consumer.graph, item: &consumer.graph.imports[&name] };
    let given = End { graph: &provider.graph, item: &provider.graph.exports[&name] };
    // The import's resources become those that the export has under their names.
    let same = |wanted: TypeIx, given: TypeIx| {
        let bound = match (wanted_types(&consumer, wanted), &provider.graph.exports[&name]) {
            (Some(own_name), witc::graph::Item::Interface(interface)) => {
                interface.types.get(&own_name).copied()
            }
            _ => None,
        };
        bound.is_some_and(|bound| provider.graph.resolved(bound) == given)
    };
    fit(wanted, given, &same)
}

fn wanted_types(consumer: &Component, ty: TypeIx) -> Option<witc::base::names::WitName> {
    consumer.graph.node(ty).name.clone()
}

fn read(text: &str) -> Component {
    component::read("test.wat", text.as_bytes()).unwrap()
}

fn is_valid(wanted: &str, given: &str) -> bool {
    let text = format!(
        "(component
            (component $consumer (import \"i\" (instance {wanted})))
            (import \"x\" (instance $x {given}))
            (instance (instantiate $consumer (with \"i\" (instance $x)))))"
    );
    let bytes = wat::parse_str(&text).unwrap();
    Validator::new_with_features(WasmFeatures::all()).validate_all(&bytes).is_ok()
}
