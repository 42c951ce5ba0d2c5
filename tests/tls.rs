//! Outgoing HTTPS: who can show that he is the host is talked to, and nobody else; and redirects lead where it was
//! granted.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

/// An authority of our own, in `FOLDER/NAME.pem`, and a server on a free port that it vouches for as `host`.
fn server(folder: &Path, name: &str, host: &str) -> u16 {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    std::fs::write(folder.join(name).with_extension("pem"), authority.pem()).unwrap();
    let own = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    let certificate = params.signed_by(&own, &Issuer::new(CertificateParams::default(), key)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let own = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.serialize_der()));
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], own).unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for tcp in listener.incoming() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tcp = tcp.unwrap();
            let mut stream = Stream::new(&mut connection, &mut tcp);
            let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
            // Who doesn't trust this server breaks off here.
            while let Ok(length) = stream.read(&mut buffer) {
                head.extend(&buffer[..length]);
                if length == 0 || head.ends_with(b"\r\n\r\n") {
                    break;
                }
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            let answer = match path.split_once('?') {
                Some((_, to)) => format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"),
                None => "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret".to_owned(),
            };
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
        }
    });
    port
}

fn guest() -> &'static Path {
    static GUEST: OnceLock<PathBuf> = OnceLock::new();
    GUEST.get_or_init(|| {
        let wit = support::root().join("fixtures/guests/fetch/world.wit");
        support::guest(&support::scratch("tls"), "fetch", &wit)
    })
}

/// What the guest gets, and what is said beside it, if the authorities in `trusted` are trusted and no other.
fn fetch(trusted: &str, grants: &[&str], authority: &str, path: &str) -> (String, String) {
    let flags = grants.iter().flat_map(|grant| ["--allow-http", *grant]);
    let folder = guest().parent().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_witc"))
        .arg("call")
        .args(flags)
        .arg(guest())
        .arg(format!("fetch(true, \"{authority}\", \"{path}\")"))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("SSL_CERT_FILE", folder.join(trusted))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_host_that_is_trusted_is_talked_to_and_no_other() {
    let folder = guest().parent().unwrap();
    let known = format!("localhost:{}", server(folder, "known", "localhost"));
    let other = format!("localhost:{}", server(folder, "other", "localhost"));
    let liar = format!("localhost:{}", server(folder, "liar", "example.com"));
    let secret = "ok(\"200 secret\")\n";
    assert_eq!(fetch("known.pem", &[&known], &known, "/").0, secret);
    assert_eq!(fetch("known.pem", &[&format!("https://{known}")], &known, "/").0, secret);
    // Another authority, a certificate for another host.
    for (trusted, host) in [("other.pem", &known), ("known.pem", &other), ("liar.pem", &liar)] {
        let (answer, told) = fetch(trusted, &[host], host, "/");
        assert!(answer.starts_with("err(\"Tls"), "{trusted}, {host}: {answer}{told}");
    }
    let (refused, told) = fetch("known.pem", &[&format!("http://{known}")], &known, "/");
    assert_eq!(refused, "err(\"HttpRequestDenied\")\n");
    assert!(told.contains(&format!("refused a request to https://{known}")), "{told}");
}

#[test]
fn a_redirect_to_another_host_is_refused() {
    let folder = guest().parent().unwrap();
    let known = format!("localhost:{}", server(folder, "redirecting", "localhost"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let other = listener.local_addr().unwrap();
    let (refused, told) = fetch("redirecting.pem", &[&known], &known, &format!("/away?http://{other}/"));
    assert_eq!(refused, "err(\"HttpRequestDenied\")\n");
    assert!(told.contains(&format!("refused a request to http://{other}")), "{told}");
    // Not even a connection was made.
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err());
}
