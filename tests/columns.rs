//! Random worlds whose names are of all lengths, so that lines end at every column: what is printed is what rustfmt would
//! leave it as, under the styles of both editions. `WITC_WORLDS=200 cargo test --test columns` for a long run.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod support;

use std::fmt::Write;
use std::process::Command;

/// Worlds, unless `WITC_WORLDS` says how many.
const WORLDS: u64 = 6;
/// The flags of `bind` that change the printed code most, taken in turns.
const FLAGS: [&[&str]; 3] = [&[], &["--params", "borrowed"], &["--stubs"]];
const PRIMITIVES: [&str; 7] = ["u32", "string", "bool", "f64", "list<u8>", "s8", "u64"];

#[test]
fn every_column_is_as_rustfmt_leaves_it() {
    for (seed, flags) in (1..=support::worlds(WORLDS)).zip(FLAGS.iter().cycle()) {
        let folder = support::scratch(&format!("columns-{seed}"));
        std::fs::write(folder.join("world.wit"), World::random(seed)).unwrap();
        support::witc_ok(&folder, &[&["bind", "world.wit", "-o", "bindings.rs"], *flags].concat());
        for edition in ["2021", "2024"] {
            let output = Command::new("rustfmt")
                .args(["--check", "--config", "max_width=100,use_small_heuristics=Default"])
                .args(["--edition", edition, "bindings.rs"])
                .current_dir(&folder)
                .output()
                .unwrap();
            let diff = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "seed {seed}, style of {edition}:\n{diff}");
        }
    }
}

/// A world that is being made up.
struct World {
    state: u64,
    /// The types that have names.
    named: Vec<String>,
    resource: String,
}

impl World {
    fn random(seed: u64) -> String {
        let mut world = Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            named: Vec::new(),
            resource: String::new(),
        };
        world.resource = world.name("res", 20);
        let mut wit = format!("package a:b;\ninterface i {{\n  resource {} {{\n", world.resource);
        for index in 0..12 {
            wit.push_str(&world.func(index));
        }
        wit.push_str("  }\n");
        for index in 0..14 {
            wit.push_str(&world.definition(index));
        }
        for index in 12..50 {
            wit.push_str(&world.func(index));
        }
        wit + "}\nworld w { import i; export i; }\n"
    }

    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % end as u64).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn name(&mut self, prefix: &str, longest: usize) -> String {
        format!("{prefix}-{}", "x".repeat(1 + self.below(longest)))
    }

    fn ty(&mut self, depth: usize, lent: bool) -> String {
        let deeper = depth + 1;
        match self.below(if depth < 3 { 14 } else { 6 }) {
            4 | 5 if !self.named.is_empty() => {
                let index = self.below(self.named.len());
                self.named[index].clone()
            }
            6 => format!("list<{}>", self.ty(deeper, lent)),
            7 => format!("option<{}>", self.ty(deeper, lent)),
            8 => format!("result<{}, {}>", self.ty(deeper, lent), self.ty(deeper, lent)),
            9 => {
                let items: Vec<String> = (0..=self.below(4)).map(|_| self.ty(deeper, lent)).collect();
                format!("tuple<{}>", items.join(", "))
            }
            10 if lent => format!("borrow<{}>", self.resource),
            11 => self.resource.clone(),
            12 => format!("{}<{}>", self.pick(&["stream", "future"]), self.pick(&PRIMITIVES)),
            13 => format!("list<{}, {}>", self.ty(deeper, lent), 1 + self.below(5)),
            _ => self.pick(&PRIMITIVES).to_owned(),
        }
    }

    fn func(&mut self, index: usize) -> String {
        let params: Vec<String> = (0..self.below(5))
            .map(|index| format!("{}: {}", self.name(&format!("p{index}"), 25), self.ty(0, true)))
            .collect();
        let name = self.name(&format!("f{index}"), 55);
        let sync = self.pick(&["", "", "", "async "]);
        let result = if self.below(3) == 0 { String::new() } else { format!(" -> {}", self.ty(0, false)) };
        format!("    {name}: {sync}func({}){result};\n", params.join(", "))
    }

    fn definition(&mut self, index: usize) -> String {
        let name = self.name(&format!("t{index}"), 28);
        let count = 1 + self.below(6);
        let kind = self.pick(&["record", "variant", "enum", "flags"]);
        let mut wit =
            format!("    /// {}\n    {kind} {name} {{ ", "word ".repeat(1 + self.below(30)).trim_end());
        for part in 0..count {
            let part = self.name(&format!("c{part}"), 40);
            let _ = match kind {
                "record" => write!(wit, "{part}: {}, ", self.ty(1, false)),
                "variant" if self.below(2) == 0 => write!(wit, "{part}({}), ", self.ty(1, false)),
                _ => write!(wit, "{part}, "),
            };
        }
        self.named.push(name);
        wit + "}\n"
    }
}
