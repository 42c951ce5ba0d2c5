//! What a guest is granted works, and what it isn't is refused and told: sockets, names, outgoing HTTP, limits.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

/// A program that does what its arguments say.
const PROGRAM: &str = r#"
use std::io::Read;
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::Duration;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["connect", addr] => {
            let read = TcpStream::connect(addr).and_then(|mut stream| {
                let mut text = String::new();
                stream.read_to_string(&mut text).map(|_| text)
            });
            println!("{:?}", read.map_err(|error| error.kind()));
        }
        ["listen", addr] => println!("{:?}", TcpListener::bind(addr).map(|_| ()).map_err(|error| error.kind())),
        ["send", addr] => {
            let sent = UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.send_to(b"x", addr));
            println!("{:?}", sent.map_err(|error| error.kind()));
        }
        ["lookup", name] => println!("{}", (*name, 80).to_socket_addrs().is_ok()),
        ["spin"] => loop {
            std::hint::black_box(0);
        },
        ["sleep"] => std::thread::sleep(Duration::from_secs(3600)),
        ["eat"] => {
            let mut all = Vec::new();
            loop {
                all.push(vec![1_u8; 1 << 20]);
                std::hint::black_box(&all);
            }
        }
        _ => println!("ok"),
    }
}
"#;

/// The program, built once.
fn program() -> &'static Path {
    static PROGRAM_PATH: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM_PATH.get_or_init(|| {
        let folder = support::scratch("grants");
        std::fs::write(folder.join("program.rs"), PROGRAM).unwrap();
        support::compile_command(&folder.join("program.rs"), "wasm32-wasip2")
    })
}

/// What a run says, on standard output and error.
fn run(flags: &[&str], args: &[&str]) -> (Option<i32>, String, String) {
    let program = program();
    let all = [&["run"], flags, &[program.to_str().unwrap()], args].concat();
    let output = support::witc(program.parent().unwrap(), &all);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Greets whoever connects.
fn greeter() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            stream.unwrap().write_all(b"hello").unwrap();
        }
    });
    addr
}

#[test]
fn sockets_connect_to_what_was_granted() {
    let addr = greeter().to_string();
    let port = addr.rsplit_once(':').unwrap().1;
    let (_, refused, told) = run(&[], &["connect", &addr]);
    assert_eq!(refused, "Err(PermissionDenied)\n");
    let note = format!(
        "note: the component was refused a connection to {addr}; `--allow-net {addr}` would grant it\n"
    );
    assert_eq!(told, note);
    for grant in [addr.as_str(), "127.0.0.1", "127.0.0.0/8"] {
        assert_eq!(run(&["--allow-net", grant], &["connect", &addr]).1, "Ok(\"hello\")\n", "{grant}");
    }
    for grant in ["127.0.0.1:1", "*", "10.0.0.0/8", "localhost"] {
        assert_eq!(run(&["--allow-net", grant], &["connect", &addr]).1, "Err(PermissionDenied)\n", "{grant}");
    }
    // A name leads where it is looked up.
    let named = format!("localhost:{port}");
    assert_eq!(run(&["--allow-net", &named], &["connect", &named]).1, "Ok(\"hello\")\n");
}

#[test]
fn only_granted_names_are_looked_up() {
    let (_, refused, told) = run(&[], &["lookup", "localhost"]);
    assert_eq!(refused, "false\n");
    assert!(
        told.contains("refused to look up \"localhost\"; `--allow-net localhost` would grant it"),
        "{told}"
    );
    assert_eq!(run(&["--allow-net", "localhost"], &["lookup", "localhost"]).1, "true\n");
}

#[test]
fn sockets_listen_and_send_where_it_was_granted() {
    let (_, refused, told) = run(&[], &["listen", "127.0.0.1:0"]);
    assert_eq!(refused, "Err(PermissionDenied)\n");
    assert!(
        told.contains("refused to listen on 127.0.0.1:0; `--listen 127.0.0.1:0` would grant it"),
        "{told}"
    );
    assert_eq!(run(&["--listen", "127.0.0.1:0"], &["listen", "127.0.0.1:0"]).1, "Ok(())\n");
    assert_eq!(run(&["--listen", "127.0.0.1:1"], &["listen", "127.0.0.1:0"]).1, "Err(PermissionDenied)\n");
    assert_eq!(run(&[], &["send", "127.0.0.1:9"]).1, "Err(PermissionDenied)\n");
    assert_eq!(run(&["--allow-net", "127.0.0.1:9"], &["send", "127.0.0.1:9"]).1, "Ok(1)\n");
}

/// Answers `/hello`, and redirects what comes to `/away?URL`.
fn web() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read(&mut buffer).unwrap() {
                    0 => break,
                    length => head.extend(&buffer[..length]),
                }
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            let answer = match path.split_once('?') {
                Some((_, to)) => format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"),
                None => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello".to_owned(),
            };
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    addr
}

#[test]
fn requests_go_to_granted_hosts_also_after_redirects() {
    let folder = support::scratch("fetch");
    let wit = support::root().join("fixtures/guests/fetch/world.wit");
    let guest = support::guest(&folder, "fetch", &wit);
    let guest = guest.to_str().unwrap();
    let (web, other) = (web(), web());
    let fetch = |grants: &[&str], authority: &str, path: &str| {
        let flags: Vec<&str> = grants.iter().flat_map(|grant| ["--allow-http", *grant]).collect();
        let call = format!("fetch(false, \"{authority}\", \"{path}\")");
        let output = support::witc(&folder, &[&["call"], flags.as_slice(), &[guest, &call]].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    };
    let (web, other) = (web.to_string(), other.to_string());
    let (refused, told) = fetch(&[], &web, "/hello");
    assert_eq!(refused, "err(\"HttpRequestDenied\")\n");
    let note = format!(
        "note: the component was refused a request to http://{web}; `--allow-http {web}` would grant it\n"
    );
    assert_eq!(told, note);
    assert_eq!(fetch(&[&web], &web, "/hello").0, "ok(\"200 hello\")\n");
    assert_eq!(fetch(&["127.0.0.1"], &web, "/hello").0, "ok(\"200 hello\")\n");
    // Neither every name nor the other scheme is this address.
    for grant in ["*", "localhost", "https://127.0.0.1"] {
        assert_eq!(fetch(&[grant], &web, "/hello").0, "err(\"HttpRequestDenied\")\n", "{grant}");
    }
    let away = format!("/away?http://{other}/hello");
    assert_eq!(fetch(&[&web], &web, &away).0, "err(\"HttpRequestDenied\")\n");
    assert_eq!(fetch(&[&web, &other], &web, &away).0, "ok(\"200 hello\")\n");
    // A name that is granted leads to this machine only if it is called so.
    let named = format!("localhost:{}", web.rsplit_once(':').unwrap().1);
    assert_eq!(fetch(&["localhost"], &named, "/hello").0, "ok(\"200 hello\")\n");
    let (refused, told) = fetch(&["*"], &named, "/hello");
    assert_eq!(refused, "err(\"DestinationIpProhibited\")\n");
    assert!(told.contains("where no name may lead"), "{told}");
}

#[test]
fn a_run_ends_at_its_limits() {
    let started = Instant::now();
    for what in ["spin", "sleep"] {
        let (code, _, told) = run(&["--time", "300ms"], &[what]);
        assert_eq!(code, Some(1));
        assert!(
            told.contains("witc::harness::limit") && told.contains("took longer than 300ms"),
            "{what}: {told}"
        );
    }
    assert!(started.elapsed() < Duration::from_mins(5));
    let (code, _, told) = run(&["--fuel", "100000"], &["spin"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("used up its 100000 units of fuel"), "{told}");
    let (code, _, told) = run(&["--memory", "16MiB"], &["eat"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("wanted more than 16777216 bytes of memory"), "{told}");
    let limits = ["--time", "1m", "--fuel", "100000000", "--memory", "64MiB"];
    assert_eq!(run(&limits, &[]), (Some(0), "ok\n".to_owned(), String::new()));
}
