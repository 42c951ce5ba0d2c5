//! What is measured.

use std::fmt::Write;

use wit_parser::{Resolve, SourceMap, UnresolvedPackageGroup};
use witc::base::source::SourceFile;
use witc::frontend::Input;

/// One input, for both.
pub(crate) struct Case {
    pub(crate) name: String,
    /// As witc is given it.
    pub(crate) input: Input,
    /// As wit-parser is given it, the package that is worked on first.
    pub(crate) packages: Vec<Vec<SourceFile>>,
    /// Whether witc finds errors, where wit-parser alone finds none.
    pub(crate) is_refused: bool,
}

impl Case {
    /// The first package is worked on, the others are there for it.
    pub(crate) fn new(name: impl Into<String>, packages: Vec<Vec<SourceFile>>) -> Self {
        let mut packages_in = packages.iter().cloned();
        let roots = packages_in.by_ref().take(1).map(witc::frontend::Package::text).collect();
        let deps = packages_in.map(witc::frontend::Package::text).collect();
        let input = Input { roots, deps, ..Input::default() };
        Self { name: name.into(), input, packages, is_refused: false }
    }
}

/// Cases of one kind, the smaller ones first.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) cases: Vec<Box<dyn Fn() -> Case>>,
}

pub(crate) fn all() -> Vec<Family> {
    vec![
        family("todo", &[0], |_| todo()),
        family("wasi", &[0], |_| wasi_built_in()),
        family("wasi-deps", &[0], |_| wasi_as_deps()),
        family("interfaces", &[20, 200, 2000], interfaces),
        family("use-chain", &[250, 500, 1000, 2000, 8000], use_chain),
        family("params", &[1000, 4000, 16_000], params),
        family("includes", &[100, 200, 400, 800, 1600], includes),
        family("setters", &[500, 1000, 2000, 4000], setters),
        family("packages", &[100, 400, 1600], packages),
        family("alias-chain", &[1000, 4000, 16_000], alias_chain),
        family("used-names", &[1000, 4000, 16_000], used_names),
        family("file-uses", &[500, 2000, 8000], file_uses),
        family("one-resource", &[1000, 4000, 16_000], one_resource),
    ]
}

fn family(name: &'static str, sizes: &[usize], case: fn(usize) -> Case) -> Family {
    let cases = sizes.iter().map(|size| -> Box<dyn Fn() -> Case> {
        let size = *size;
        Box::new(move || case(size))
    });
    Family { name, cases: cases.collect() }
}

/// What wit-parser does to come to its verdict.
pub(crate) fn theirs(case: &Case) -> Resolve {
    let mut parsed: Vec<_> = case.packages.iter().map(|package| parsed(package)).collect();
    let mut resolve = Resolve { all_features: case.input.features.all, ..Resolve::default() };
    let main = parsed.remove(0);
    resolve.push_groups(main, parsed).unwrap();
    resolve
}

/// What its parser makes of the files of one package.
pub(crate) fn parsed(package: &[SourceFile]) -> UnresolvedPackageGroup {
    let mut map = SourceMap::new();
    for file in package {
        map.push_str(&file.name, &*file.text);
    }
    map.parse().map_err(|(_, error)| error).unwrap()
}

/// All packages of WASI 0.2 and 0.3, as witc ships them.
const WASI: [(&str, &str); 13] = [
    ("cli@0.2.12", include_str!("../../wit/wasi/0.2/cli.wit")),
    ("clocks@0.2.12", include_str!("../../wit/wasi/0.2/clocks.wit")),
    ("filesystem@0.2.12", include_str!("../../wit/wasi/0.2/filesystem.wit")),
    ("http@0.2.12", include_str!("../../wit/wasi/0.2/http.wit")),
    ("io@0.2.12", include_str!("../../wit/wasi/0.2/io.wit")),
    ("random@0.2.12", include_str!("../../wit/wasi/0.2/random.wit")),
    ("sockets@0.2.12", include_str!("../../wit/wasi/0.2/sockets.wit")),
    ("cli@0.3.2", include_str!("../../wit/wasi/0.3/cli.wit")),
    ("clocks@0.3.2", include_str!("../../wit/wasi/0.3/clocks.wit")),
    ("filesystem@0.3.2", include_str!("../../wit/wasi/0.3/filesystem.wit")),
    ("http@0.3.2", include_str!("../../wit/wasi/0.3/http.wit")),
    ("random@0.3.2", include_str!("../../wit/wasi/0.3/random.wit")),
    ("sockets@0.3.2", include_str!("../../wit/wasi/0.3/sockets.wit")),
];

/// A world that imports every interface of WASI, and the packages.
fn wasi() -> Case {
    let mut world = "package local:all;\n\nworld all {\n".to_owned();
    for (package, text) in WASI {
        let (name, version) = package.split_once('@').unwrap();
        let interfaces = text.lines().filter_map(|line| line.strip_prefix("interface ")?.split_once(' '));
        for (interface, _) in interfaces {
            writeln!(world, "  import wasi:{name}/{interface}@{version};").unwrap();
        }
        if matches!(name, "cli" | "http") {
            let whole = if name == "cli" { "imports" } else { "service" };
            if text.contains(&format!("world {whole} ")) {
                writeln!(world, "  include wasi:{name}/{whole}@{version};").unwrap();
            }
        }
    }
    world.push_str("}\n");
    let mut packages = vec![vec![SourceFile::new("all.wit", world)]];
    packages.extend(WASI.map(|(package, text)| vec![SourceFile::new(format!("deps/{package}.wit"), text)]));
    let mut case = Case::new("0.2 and 0.3 as deps", packages);
    case.input.features.all = true;
    case
}

fn wasi_as_deps() -> Case {
    wasi()
}

/// The same, where the packages are those in the binary.
fn wasi_built_in() -> Case {
    built_in("0.2 and 0.3 built in", wasi().packages.remove(0))
}

/// The product's example.
fn todo() -> Case {
    built_in("wit/todo.wit", vec![SourceFile::new("todo.wit", include_str!("../../wit/todo.wit"))])
}

/// A package that needs some of those in the binary: wit-parser is given the texts that witc makes of them.
fn built_in(name: &str, root: Vec<SourceFile>) -> Case {
    let mut input = Input::new(root, Vec::new());
    input.features.all = true;
    let checked = witc::frontend::check(&input);
    let mut packages: Vec<Vec<SourceFile>> = Vec::new();
    for (_, file) in checked.sources.files() {
        // What was looked at without its worlds first is there twice.
        packages.retain(|known| known.iter().all(|known| known.name != file.name));
        packages.push(vec![file.clone()]);
    }
    Case { name: name.to_owned(), input, packages, is_refused: false }
}

fn one(count: usize, text: String) -> Case {
    Case::new(count.to_string(), vec![vec![SourceFile::new("big.wit", text)]])
}

/// Interfaces of fifty functions each.
fn interfaces(count: usize) -> Case {
    let mut text = "package bench:many;\n".to_owned();
    for i in 0..count {
        writeln!(text, "\n/// Interface number {i}.\ninterface iface-{i} {{").unwrap();
        writeln!(text, "  record point-{i} {{ x: u32, y: u32, label: string }}").unwrap();
        writeln!(text, "  variant shape-{i} {{ dot(point-{i}), line(tuple<point-{i}, point-{i}>), none }}")
            .unwrap();
        for f in 0..50 {
            writeln!(
                text,
                "  /// Function {f}.\n  do-thing-{f}: func(a: list<u8>, b: option<point-{i}>) -> result<shape-{i}, string>;"
            )
            .unwrap();
        }
        text.push_str("}\n");
    }
    one(count, text)
}

/// Every interface uses the type of the one before.
fn use_chain(count: usize) -> Case {
    let mut text = "package bench:chain;\n\ninterface i0 {\n  record t { a: u32 }\n}\n".to_owned();
    for i in 1..count {
        let last = i - 1;
        writeln!(text, "\ninterface i{i} {{\n  use i{last}.{{t}};\n  g{i}: func(a: t) -> t;\n}}").unwrap();
    }
    writeln!(text, "\nworld w {{\n  import i{};\n}}", count - 1).unwrap();
    one(count, text)
}

/// One function with many parameters.
fn params(count: usize) -> Case {
    let params: Vec<String> = (0..count).map(|i| format!("    param-{i}: u32")).collect();
    let text =
        format!("package bench:params;\n\ninterface i {{\n  f: func(\n{}\n  );\n}}\n", params.join(",\n"));
    Case { is_refused: count > 1000, ..one(count, text) }
}

/// Every world includes the one before and adds an import.
fn includes(count: usize) -> Case {
    let mut text = "package bench:includes;\n\nworld w0 {\n  import f0: func();\n}\n".to_owned();
    for i in 1..count {
        writeln!(text, "\nworld w{i} {{\n  include w{};\n  import g{i}: func();\n}}", i - 1).unwrap();
    }
    one(count, text)
}

/// All setters of a resource come before its getters.
fn setters(count: usize) -> Case {
    let mut text = "package bench:setters;\n\ninterface i {\n  resource r {\n".to_owned();
    for i in 0..count {
        writeln!(text, "    field-{i}: set(value: u32);").unwrap();
    }
    for i in 0..count {
        writeln!(text, "    field-{i}: get() -> u32;").unwrap();
    }
    text.push_str("  }\n}\n");
    one(count, text)
}

/// Many packages, of which each uses the one before.
fn packages(count: usize) -> Case {
    let mut packages = Vec::new();
    for i in 0..count {
        let uses = if i == 0 {
            "  record t { a: u32 }".to_owned()
        } else {
            format!("  use bench:dep-{}/types@1.0.0.{{t}};\n  record mine {{ a: t }}", i - 1)
        };
        let text = format!(
            "package bench:dep-{i}@1.0.0;\n\ninterface types {{\n{uses}\n  f: func(a: u32, b: string) -> list<u8>;\n}}\n"
        );
        packages.push(vec![SourceFile::new(format!("deps/dep-{i}.wit"), text)]);
    }
    let mut world = "package bench:root;\n\nworld all {\n".to_owned();
    for i in 0..count {
        writeln!(world, "  import bench:dep-{i}/types@1.0.0;").unwrap();
    }
    world.push_str("}\n");
    packages.insert(0, vec![SourceFile::new("root.wit", world)]);
    Case::new(count.to_string(), packages)
}

/// Every type is another name of the one before.
fn alias_chain(count: usize) -> Case {
    let mut text = "package bench:aliases;\n\ninterface i {\n  record t0 { a: u32 }\n".to_owned();
    for i in 1..count {
        writeln!(text, "  type t{i} = t{};", i - 1).unwrap();
    }
    writeln!(text, "  f: func(a: t{});\n}}", count - 1).unwrap();
    one(count, text)
}

/// One interface uses many types of another.
fn used_names(count: usize) -> Case {
    let mut text = "package bench:used;\n\ninterface a {\n".to_owned();
    for i in 0..count {
        writeln!(text, "  type t{i} = u32;").unwrap();
    }
    text.push_str("}\n\ninterface b {\n  use a.{");
    for i in 0..count {
        write!(text, "t{i}, ").unwrap();
    }
    text.push_str("};\n");
    for i in 0..count {
        writeln!(text, "  g{i}: func(a: t{i});").unwrap();
    }
    text.push_str("}\n");
    one(count, text)
}

/// A file gives many interfaces other names.
fn file_uses(count: usize) -> Case {
    let mut text = "package bench:files;\n\n".to_owned();
    for i in 0..count {
        writeln!(text, "interface i{i} {{\n  type t = u32;\n}}\nuse i{i} as j{i};\n").unwrap();
    }
    for i in 0..count {
        writeln!(text, "interface k{i} {{\n  use j{i}.{{t}};\n  f: func(a: t);\n}}\n").unwrap();
    }
    one(count, text)
}

/// A resource with many methods.
fn one_resource(count: usize) -> Case {
    let mut text = "package bench:methods;\n\ninterface i {\n  resource r {\n    constructor();\n".to_owned();
    for i in 0..count {
        writeln!(text, "    method-{i}: func(a: borrow<r>) -> r;").unwrap();
    }
    text.push_str("  }\n}\n");
    one(count, text)
}
