//! A request on its way, and its response.

use bytes::Bytes;
use http::uri::Uri;
use http::{Request, Response};
use http_body::Body;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

use crate::harness::outgoing::connect::{LONG, Stream};
use crate::harness::outgoing::slow::Slow;
use crate::harness::race::{Race, race};

/// Sends a request over a connection of its own. What comes back beside the response ends when the connection does.
pub(super) async fn send(
    mut request: Request<WasiBody>,
    stream: Box<dyn Stream>,
    options: &RequestOptions,
) -> Result<
    (
        Response<impl Body<Data = Bytes, Error = Error> + Send + 'static>,
        impl Future<Output = Result<(), Error>> + Send + 'static,
    ),
    Error,
> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // The scheme and the host are for proxies; the header `host` is there.
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let uri = Uri::builder().path_and_query(path).build().map_err(|_| Error::HttpRequestUriInvalid)?;
    *request.uri_mut() = uri;
    let mut connection = Box::pin(connection);
    let mut response = Box::pin(sender.send_request(request));
    let first_byte = options.first_byte_timeout.unwrap_or(LONG);
    let (response, open) = timeout(first_byte, async {
        match race(&mut response, &mut connection).await {
            Race::First(response) => Ok((response?, true)),
            // The other side may close at once after it has answered, and not always as one should.
            Race::Second(ended) => match response.await {
                Ok(response) => Ok((response, false)),
                Err(error) => Err(ended.err().unwrap_or(error)),
            },
        }
    })
    .await
    .map_err(|_| Error::ConnectionReadTimeout)?
    .map_err(Error::Hyper)?;
    let between = options.between_bytes_timeout.unwrap_or(LONG);
    let ending = async move { if open { connection.await.map_err(Error::Hyper) } else { Ok(()) } };
    Ok((response.map(|body| Slow::new(body, between)), ending))
}
