//! TLS, as a client: what the system trusts is trusted.

use std::sync::{Arc, OnceLock};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use wasmtime_wasi_http::Error;

/// Encrypts a connection to `host`, which has to show that it is.
pub(super) async fn handshake(host: &str, stream: TcpStream) -> Result<TlsStream<TcpStream>, Error> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Error::HttpRequestUriInvalid)?;
    let config = config().ok_or(Error::ConfigurationError)?;
    TlsConnector::from(config).connect(name, stream).await.map_err(Error::Tls)
}

/// Read once, when it is first needed. `None` if TLS can't be had on this system.
fn config() -> Option<Arc<ClientConfig>> {
    static CONFIG: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    CONFIG.get_or_init(|| made().map(Arc::new)).clone()
}

fn made() -> Option<ClientConfig> {
    let mut roots = RootCertStore::empty();
    // A certificate that can't be read vouches for nobody; the others do.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(config.with_root_certificates(roots).with_no_client_auth())
}
