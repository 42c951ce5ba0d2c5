//! An answer that waits for the work behind it.

mod bindings {
    include!(env!("BINDINGS"));
}

use bindings::exports::wasi::http::incoming_handler::{Guest, IncomingRequest, ResponseOutparam};
use bindings::bench::back::work;
use bindings::wasi::http::types::{Fields, OutgoingBody, OutgoingResponse};

struct Front;

bindings::export!(Front with_types_in bindings);

impl Guest for Front {
    fn handle(_: IncomingRequest, out: ResponseOutparam) {
        work::rest(300);
        let response = OutgoingResponse::new(Fields::new());
        let body = response.body().unwrap();
        ResponseOutparam::set(out, Ok(response));
        let stream = body.write().unwrap();
        stream.blocking_write_and_flush(b"rested\n").unwrap();
        drop(stream);
        OutgoingBody::finish(body, None).unwrap();
    }
}
