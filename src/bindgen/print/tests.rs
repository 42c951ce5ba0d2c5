//! What can be checked without rustfmt: markers, blank lines, and the limits that are easily broken.

use crate::bindgen::code::{Code, quote};
use crate::bindgen::print::PrintError;
use crate::bindgen::print::sheet::Sheet;

fn print(code: &Code) -> Result<String, PrintError> {
    let mut sheet = Sheet::default();
    sheet.push(code);
    sheet.finish(0)
}

#[test]
fn markers_become_comments_and_blank_lines() -> Result<(), PrintError> {
    let text = print(&quote! {
            __note!("first\nsecond");
            fn a() {
                __note!("why");
                b();
                __blank!();
                __raw!("macro_rules! m {\n\n    () => {};\n}");
            }
    })?;
    let expected = "\
// first
// second
fn a() {
    // why
    b();

    macro_rules! m {

        () => {};
    }
}
";
    assert_eq!(text, expected);
    Ok(())
}

#[test]
fn items_are_apart_and_constants_are_not() -> Result<(), PrintError> {
    let text = print(&quote! {
            use b::C; use a::d;
            const A: u32 = 1; const B: u32 = 2;
            struct S;
            impl S { const A: u32 = 1; #[doc = " Runs."] fn f(&self) {} fn g() {} }
    })?;
    let expected = "\
use a::d;
use b::C;

const A: u32 = 1;
const B: u32 = 2;

struct S;

impl S {
    const A: u32 = 1;

    /// Runs.
    fn f(&self) {}

    fn g() {}
}
";
    assert_eq!(text, expected);
    Ok(())
}

#[test]
fn attributes_carry_markers_where_no_macro_can_stand() -> Result<(), PrintError> {
    let text = print(&quote! {
            struct S { a: u8, #[__blank] #[__note("the second")] b: u8 }
    })?;
    assert_eq!(text, "struct S {\n    a: u8,\n\n    // the second\n    b: u8,\n}\n");
    Ok(())
}

#[test]
fn chains_are_broken_beyond_sixty_columns() -> Result<(), PrintError> {
    let text = print(&quote! {
            fn f() { let list = elements.iter().map(|element| abi::Item::lower(element)).collect::<Vec<_>>(); }
    })?;
    let expected = "\
fn f() {
    let list = elements
        .iter()
        .map(|element| abi::Item::lower(element))
        .collect::<Vec<_>>();
}
";
    assert_eq!(text, expected);
    Ok(())
}

#[test]
fn tokens_that_are_no_rust_are_an_error() {
    let error = print(&quote!(struct { }));
    assert!(error.is_err_and(|error| error.code.contains("struct")));
}

#[test]
fn operators_are_taken_apart_where_types_need_it() -> Result<(), PrintError> {
    let text = print(&quote! {
        fn f(a: &&Vec<Vec<u8>>, b: fn(u8) -> Option<Box<dyn Fn(&str) -> u8>>) -> bool {
            let c = (1 - 2 - 3) * 4 + a.0.1 as usize >> 5 & !6;
            for i in 0..c { if let Some(x) = b(i)? && x == 1..=2 { continue } }
            c as i32 <= 7 || *a == S { x: |y: u8| y, ..d }.e::<u8>(&mut -1)
        }
    })?;
    let expected = "\
fn f(a: &&Vec<Vec<u8>>, b: fn(u8) -> Option<Box<dyn Fn(&str) -> u8>>) -> bool {
    let c = (1 - 2 - 3) * 4 + a.0.1 as usize >> 5 & !6;
    for i in 0..c {
        if let Some(x) = b(i)?
            && x == 1..=2
        {
            continue;
        }
    }
    c as i32 <= 7 || *a == S { x: |y: u8| y, ..d }.e::<u8>(&mut -1)
}
";
    assert_eq!(text, expected);
    Ok(())
}

/// What is tried twice on each level takes forever on fifty.
#[test]
fn nested_code_is_parsed_once() -> Result<(), PrintError> {
    let (mut ty, mut value) = (quote!(u8), quote!(0));
    for _ in 0..50 {
        (ty, value) = (quote!(Option<#ty>), quote!([#value]));
    }
    let text = print(&quote!(const A: #ty = #value;))?;
    assert_eq!(text.matches("Option<").count(), 50);
    assert_eq!(text.matches('[').count(), 50);
    Ok(())
}

#[test]
fn literals_keep_their_value() -> Result<(), PrintError> {
    let text = "a \"quoted\" \\ back\tslash\u{7f} and 'more'\n";
    let printed =
        print(&quote!(#[doc = "x"] const A: &str = #text; const B: u8 = b'\''; const C: f64 = 1.5e-3;))?;
    let expected = "\
/// x
const A: &str = \"a \\\"quoted\\\" \\\\ back\\tslash\\u{7f} and 'more'\\n\";
const B: u8 = b'\\'';
const C: f64 = 1.5e-3;
";
    assert_eq!(printed, expected);
    Ok(())
}
