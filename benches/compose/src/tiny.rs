//! Tiny components, all with the same core module: what there is to do is linking.

/// A component that exports `get` of `n<index>`, which is one more than the `get` of each of `imports` together.
pub fn component(index: usize, imports: &[usize]) -> Vec<u8> {
    let mut text = String::from("(component\n");
    for import in imports {
        text += &format!(
            "(import \"c:n{import}/api\" (instance $i{import} (export \"get\" (func (result u32)))))\n\
             (core func $f{import} (canon lower (func $i{import} \"get\")))\n"
        );
    }
    text += "(core module $m\n";
    for place in 0..imports.len() {
        text += &format!("(import \"\" \"{place}\" (func (result i32)))\n");
    }
    text += "(func (export \"get\") (result i32) i32.const 1\n";
    for place in 0..imports.len() {
        text += &format!("call {place} i32.add\n");
    }
    text += "))\n(core instance $c (instantiate $m (with \"\" (instance\n";
    for (place, import) in imports.iter().enumerate() {
        text += &format!("(export \"{place}\" (func $f{import}))\n");
    }
    text += &format!(
        "))))\n(func $g (result u32) (canon lift (core func $c \"get\")))\n\
         (instance $e (export \"get\" (func $g)))\n(export \"c:n{index}/api\" (instance $e)))"
    );
    wat::parse_str(&text).expect("it assembles")
}

/// `n0` needs `n1`, which needs `n2`, and so on.
pub fn chain(length: usize) -> Vec<Vec<u8>> {
    (0..length)
        .map(|index| component(index, &if index + 1 < length { vec![index + 1] } else { vec![] }))
        .collect()
}

/// `n0` needs `n1`, `n2` and all the others.
pub fn star(length: usize) -> Vec<Vec<u8>> {
    let others: Vec<usize> = (1..length).collect();
    (0..length).map(|index| component(index, if index == 0 { &others } else { &[] })).collect()
}
