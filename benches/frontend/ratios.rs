//! How long `witc check` takes beside wit-parser alone, which it has in it: ratios of one run on one machine.
//!
//! `cargo bench --bench ratios --no-default-features [-- NAME..]`. Both are measured in turns, and the best of each
//! counts, from texts in memory to everything being dropped again. Each run has a thread of its own, as witc needs it
//! for its stack: a new thread has no memory left over from the last run, just like a program that was just started.
//! witc uses two cores; on a busy machine the ratio is that of all the work. Times are shown to tell how much they
//! weigh; only the ratios, and how they grow, mean something on another machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a measurement prints, and fails loudly"
)]

mod cases;

use std::hint::black_box;
use std::time::{Duration, Instant};

use witc::frontend;
use witc::syntax;

use crate::cases::{Case, Family, parsed, theirs};

/// How long one case is measured, at least, and how often.
const LONG_ENOUGH: Duration = Duration::from_millis(1500);
const OFTEN_ENOUGH: u32 = 3;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted));
    println!("{:44} {:>9} {:>9} {:>9} {:>9}", "", "wit-parser", "check", "ratio", "parse");
    for family in cases::all().into_iter().filter(|family| is_wanted(family.name)) {
        let Family { name, cases } = family;
        let mut before: Option<(usize, [Duration; 2])> = None;
        for case in cases {
            let case = case();
            before = Some(told(name, &case, before));
        }
    }
}

/// Measures a case and prints it, with how it has grown since the case before.
fn told(family: &str, case: &Case, before: Option<(usize, [Duration; 2])>) -> (usize, [Duration; 2]) {
    let found = frontend::check(&case.input).findings;
    let errors: Vec<_> = found.iter().filter(|finding| finding.is_error()).collect();
    assert_eq!(errors.is_empty(), !case.is_refused, "{family} {}: {:?}", case.name, errors.first());
    let [theirs, ours] = best([
        &mut || std::thread::scope(|scope| scope.spawn(|| drop(black_box(theirs(case)))).join().unwrap()),
        &mut || drop(black_box(frontend::check(&case.input))),
    ]);
    let files = || case.packages.iter().flatten();
    let [theirs_parsing, ours_parsing] = best([
        &mut || case.packages.iter().for_each(|package| drop(black_box(parsed(package)))),
        &mut || files().for_each(|file| drop(black_box(syntax::parse(file.text.clone())))),
    ]);
    let bytes: usize = files().map(|file| file.text.len()).sum();
    let title = format!("{family} {} ({})", case.name, size(bytes));
    let grown = before.map(|(size, [their_last, our_last])| {
        let step = bytes as f64 / size as f64;
        let (their_step, our_step) = (ratio(theirs, their_last), ratio(ours, our_last));
        format!("  text x{step:.1}: wit-parser x{their_step:.1}, check x{our_step:.1}")
    });
    println!(
        "{title:44} {:>9} {:>9} {:>8.2}x {:>8.2}x{}",
        millis(theirs),
        millis(ours),
        ratio(ours, theirs),
        ratio(ours_parsing, theirs_parsing),
        grown.unwrap_or_default(),
    );
    (bytes, [theirs, ours])
}

/// The shortest time of each of two, which take turns.
fn best(mut work: [&mut dyn FnMut(); 2]) -> [Duration; 2] {
    let mut best = [Duration::MAX; 2];
    let begin = Instant::now();
    let mut rounds = 0;
    while rounds < OFTEN_ENOUGH || begin.elapsed() < LONG_ENOUGH {
        for (work, best) in work.iter_mut().zip(&mut best) {
            let start = Instant::now();
            work();
            *best = start.elapsed().min(*best);
        }
        rounds += 1;
    }
    best
}

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

fn size(bytes: usize) -> String {
    if bytes > 999_999 {
        format!("{:.1} MB", bytes as f64 / 1e6)
    } else {
        format!("{} KB", bytes.div_ceil(1000))
    }
}
