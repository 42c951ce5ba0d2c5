//! A short answer to everything.

mod bindings {
    include!(env!("BINDINGS"));
}

use bindings::exports::wasi::http::incoming_handler::{Guest, IncomingRequest, ResponseOutparam};
use bindings::wasi::http::types::{Fields, OutgoingBody, OutgoingResponse};

struct Hello;

bindings::export!(Hello with_types_in bindings);

impl Guest for Hello {
    fn handle(_: IncomingRequest, out: ResponseOutparam) {
        let response = OutgoingResponse::new(Fields::new());
        let body = response.body().unwrap();
        ResponseOutparam::set(out, Ok(response));
        let stream = body.write().unwrap();
        stream.blocking_write_and_flush(b"Hello, world\n").unwrap();
        drop(stream);
        OutgoingBody::finish(body, None).unwrap();
    }
}
