//! The head of a request, as handlers want it.

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Uri, header};

/// A request that says for which host it is, in its URI too; none if it does not say.
pub(super) fn with_authority<B>(mut request: Request<B>) -> Option<Request<B>> {
    if request.uri().authority().is_some() && request.uri().scheme().is_some() {
        return Some(request);
    }
    let said = request.uri().authority().cloned();
    let authority = match said {
        Some(authority) => authority,
        None => Authority::try_from(request.headers().get(header::HOST)?.as_bytes()).ok()?,
    };
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    parts.path_and_query = Some(parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/")));
    *request.uri_mut() = Uri::from_parts(parts).ok()?;
    Some(request)
}
