//! `witc repl` in a terminal, as a person uses it: keys go in, and the screen is read.

#![cfg(all(unix, feature = "runtime"))]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use rexpect::session::{PtySession, spawn_command};

/// Longer than any answer takes on a busy machine, in milliseconds.
const PATIENCE: u64 = 30_000;
/// By then a call has begun.
const BEGUN: Duration = Duration::from_secs(2);
const CTRL_C: char = 'c';
const CTRL_D: char = 'd';
const UP: &str = "\u{1b}[A";
/// What the editor sends when it reads a line: before that, the terminal takes Ctrl-D for an end of its own.
const PASTE_ON: &str = "\u{1b}[?2004h";
/// What it sends when the line is over.
const PASTE_OFF: &str = "\u{1b}[?2004l";

/// A terminal in which `witc repl` has just asked for the first statement.
fn repl(folder: &Path, component: &Path) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witc"));
    command.arg("repl").arg(component).current_dir(folder);
    command.env("TERM", "xterm").env("XDG_STATE_HOME", folder.join("state")).env("NO_COLOR", "1");
    let mut screen = spawn_command(command, Some(PATIENCE)).unwrap();
    screen.exp_string("`:help` tells what can be typed").unwrap();
    screen.exp_string("> ").unwrap();
    screen
}

/// Types keys as they are, and reads on until the screen shows `shown`.
fn types(screen: &mut PtySession, keys: &str, shown: &str) {
    screen.send(keys).unwrap();
    screen.flush().unwrap();
    let seen = screen.exp_string(shown);
    assert!(seen.is_ok(), "{keys:?} should have shown {shown:?}: {seen:?}");
}

/// Types a statement, whose answer is a line of its own: numbers are in much that an editor sends.
fn answers(screen: &mut PtySession, keys: &str, answer: &str) {
    types(screen, keys, &format!("\n{answer}\r\n"));
}

fn ends(mut screen: PtySession) {
    screen.exp_string(PASTE_ON).unwrap();
    screen.send_control(CTRL_D).unwrap();
    screen.exp_eof().unwrap();
    let status = format!("{:?}", screen.process().wait().unwrap());
    assert!(status.starts_with("Exited(") && status.ends_with(", 0)"), "{status}");
}

fn spin() -> PathBuf {
    support::root().join("fixtures/terminal/spin.wat")
}

#[test]
fn what_is_typed_is_completed_continued_and_remembered() {
    let folder = support::scratch("terminal-typed");
    let wit = support::root().join("fixtures/guests/relay/world.wit");
    let owner = support::guest_of(&folder, "relay-owner", &wit, Some("owner"));
    let mut screen = repl(&folder, &owner);
    answers(&mut screen, "let c = cou\t(5)\r", "c = counter#1");
    answers(&mut screen, "c.ne\t)\r", "5");
    // A bracket that is open goes on in the next line.
    types(&mut screen, "total([c,\r", "\n");
    answers(&mut screen, "c])\r", "12");
    types(&mut screen, "c.nex()\r", "did you mean `c.next`?");
    types(&mut screen, ":typ\t total\r", "list<borrow<counter>>");
    // What begins with a space is kept to oneself.
    types(&mut screen, " counter(99)\r", "counter#");
    ends(screen);

    let history = folder.join("state/witc/repl-history");
    let kept = fs::read_to_string(&history).unwrap();
    assert!(kept.contains("let c = counter(5)") && !kept.contains("counter(99)"), "{kept}");
    assert_eq!(fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o600);
    // In the next session, it is a key away.
    let mut screen = repl(&folder, &owner);
    answers(&mut screen, "let c = counter(7)\r", "c = counter#1");
    answers(&mut screen, "c.next()\r", "7");
    answers(&mut screen, &format!("{UP}\r"), "8");
    ends(screen);
}

#[test]
fn ctrl_c_stops_a_call_or_a_line_and_nothing_else() {
    let folder = support::scratch("terminal-stopped");
    let mut screen = repl(&folder, &spin());
    answers(&mut screen, "let n = double(4)\r", "n = 8");
    // A line, after which the next is asked for.
    types(&mut screen, "double(", "double(");
    screen.send_control(CTRL_C).unwrap();
    screen.exp_string(PASTE_OFF).unwrap();
    screen.exp_string("> ").unwrap();
    answers(&mut screen, "double(21)\r", "42");
    // A call: its instance can't go on, the program can.
    screen.send("spin()\r").unwrap();
    screen.flush().unwrap();
    thread::sleep(BEGUN);
    screen.send_control(CTRL_C).unwrap();
    screen.exp_string("`spin` was interrupted").unwrap();
    screen.exp_string("the component was started anew").unwrap();
    types(&mut screen, "double(n)\r", "the word `n` instead of `u32`");
    answers(&mut screen, "double(8)\r", "16");
    ends(screen);
}
